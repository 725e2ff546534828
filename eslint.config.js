import { defineConfig } from 'eslint/config'
import js from '@eslint/js'
import tseslint from 'typescript-eslint'

export default defineConfig(
  { ignores: ['**/dist/', '**/coverage/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // A switch over a closed union ends in `satisfies never`; a default over open input (one character of a
      // header) is the answer for all the rest.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // `== null` asks for null and undefined at once.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Whole numbers read well in a message.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `declare global { namespace Express }` is how Express has its Request typed.
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      // What plain JavaScript callers and stores hand in is checked at run time against its own type.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
      // `approved === true` is the rule itself: anything but exactly true refuses.
      '@typescript-eslint/no-unnecessary-boolean-literal-compare': 'off',
      // What a store rejects with is passed on as it is.
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      // Node's servers and Express take async handlers; a guard's always are, so that no await can be forgotten.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      // `() => done()` is how a callback is written here.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // An async function without await turns a throw into a rejection, which contracts ask for.
      '@typescript-eslint/require-await': 'off',
      // Type parameters that are used once name a shape for the caller (`guard.auth<C>`).
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Alphabets of untrusted text begin and end at control characters.
      'no-control-regex': 'off',
      // The compiler reports these (noUnusedLocals), and knows types.
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      'max-lines': ['error', { max: 150, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true } },
      ],
    },
  },
  {
    // A Fastify plugin exports both: `fastify.register(import(…))` takes the default one.
    files: ['packages/fastify/src/index.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: { console: 'readonly', performance: 'readonly', process: 'readonly', URL: 'readonly' },
    },
  },
)
