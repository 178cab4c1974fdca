/**
 * Who may do what, written by hand from the specification of the permissions. Nothing here may be taken from the code that decides: a
 * mistake there has to show as a difference.
 *
 * `who`: N nobody (no role), V viewer, D developer, S support, O operator, A admin. Everybody else gets 403 FORBIDDEN.
 * `status`: what those get who may; 404 and 409 where the request is let through and there is nothing to do.
 * Words in braces stand for what the test has prepared; `fresh…` for something new with every request.
 */
export interface RoleRow {
  /** Names the row; of the contract's operations it is their method and path. */
  does: string
  who: string
  status: number
  /** The request; method and path of `does` where it is left out. */
  path?: string
  method?: string
  query?: string
  body?: unknown
  /** What stands in the answer of those who may. */
  holds?: string
}
