import { installTestKeys } from './test-keys.ts'

installTestKeys()
