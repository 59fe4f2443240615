import io.cincture.Step

/**
 * Scans a container and holds the result against a threshold:
 *
 *     cinctureScan target: 'k8s://shop/web-0/app', threshold: 'moderate'
 *
 * Options are those of `cincture ci`, in camel case, and those of the step itself, see io.cincture.Settings.
 * Returns an io.cincture.Verdict.
 */
def call(Map options = [:]) {
    return new Step(this).scan(options)
}
