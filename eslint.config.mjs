import tseslint from 'typescript-eslint'

/** A rule that is switched off says why: `// eslint-disable-next-line some-rule -- the reason`. */
const explainedDisable = {
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        const text = comment.value.trim()
        if (text.startsWith('eslint-disable') && !/\s--\s+\S/u.test(text)) {
          context.report({ loc: comment.loc, message: 'Say why the rule is switched off: "-- reason".' })
        }
      }
    },
  }),
}

const noDefaultExport = { selector: 'ExportDefaultDeclaration', message: 'Name what is exported.' }
const noStarExport = { selector: 'ExportAllDeclaration', message: 'Name what is handed on.' }
const noThrownText = { selector: 'ThrowStatement > :matches(Literal, TemplateLiteral)', message: 'Throw an error.' }
const noEnum = { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' }
const noExportedDefault = { selector: "ExportSpecifier[exported.name='default']", message: 'Name what is exported.' }

export default tseslint.config(
  {
    ignores: ['**/dist/', '**/node_modules/', '**/.turbo/', '**/.test-results/', '**/.runnable/', '**/*.d.ts'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { house: { rules: { 'explained-disable': explainedDisable } } },
    rules: {
      'house/explained-disable': 'error',
      'max-lines': ['error', 300],
      'max-params': 'off',
      'no-restricted-syntax': ['error', noDefaultExport, noExportedDefault, noStarExport, noThrownText, noEnum],
      complexity: ['error', 15],
      eqeqeq: 'error',
      'no-console': 'off',
      'prefer-const': 'error',
      'no-var': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 5 }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/strict-boolean-expressions': 'off',
      // Templates of numbers and booleans are how messages are made here.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true, allowNullish: false }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // An interface says promise, an implementation may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      // `signal.reason` and a caught failure are handed on as they are; a bare text is never thrown (see below).
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      // `Record<never, never>` says "none" on purpose, a written type argument says more than its default.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // A getter of an object literal has no other way to its session.
      '@typescript-eslint/no-this-alias': ['error', { allowedNames: ['session'] }],
      '@typescript-eslint/unified-signatures': 'off',
      // A handler may answer at once, later, or not at all: `string | void | Promise<…>`.
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    // Tests name wrong programs, and give wrong values on purpose.
    files: ['**/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Matchers such as `expect.stringContaining` are of type any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  {
    // Configuration files have no project of their own, and a default export is their form.
    files: ['**/*.config.ts', 'tooling/{vitest,tsup}/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
    rules: {
      'no-restricted-syntax': ['error', noStarExport, noEnum],
      '@typescript-eslint/consistent-type-exports': 'off',
    },
  },
)
