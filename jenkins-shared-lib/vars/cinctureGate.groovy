import io.cincture.Step

/**
 * Holds results that are there already against a threshold:
 *
 *     cinctureGate results: 'build/results.json', threshold: 'strict'
 *
 * Options are those of `cincture gate`, in camel case, and those of the step itself, see io.cincture.Settings.
 * Returns an io.cincture.Verdict.
 */
def call(Map options = [:]) {
    return new Step(this).gate(options)
}
