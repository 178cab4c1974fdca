import { metricsResponse } from '#server/observability/metrics-response.ts'

export const GET = metricsResponse
