/** The part of MJML 5 that this project calls; the package has no types of its own. */
declare module 'mjml' {
  type Options = {
    validationLevel?: 'strict' | 'soft' | 'skip'
    ignoreIncludes?: boolean
    keepComments?: boolean
    fonts?: Record<string, string>
    minify?: boolean
    minifyOptions?: Record<string, unknown>
  }
  export default function mjml2html(source: string, options?: Options): Promise<{ html: string }>
}
