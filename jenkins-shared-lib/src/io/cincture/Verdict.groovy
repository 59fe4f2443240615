package io.cincture

/** What a run came to. The exit status decides; the figures are those of summary.json, where that run wrote one. */
class Verdict implements Serializable {
    private static final long serialVersionUID = 1

    /** 0 pass, 1 failed, 2 invalid, 3 breached, 4 incomplete; anything else: the program did not end by itself. */
    final int exitStatus
    /** pass, failed, invalid, breached, incomplete, or crashed. */
    final String word
    /** Percent with two decimals, as text; null without a summary. */
    final String compliance
    /** Failed controls; null without a summary. */
    final Integer failed
    /** The verdict in a sentence of ours: no text of a container. */
    final String message
    /** Where the files are. */
    final String folder

    private static final List<String> WORDS = ['pass', 'failed', 'invalid', 'breached', 'incomplete']

    Verdict(int exitStatus, Map summary, String folder) {
        this.exitStatus = exitStatus
        this.word = exitStatus in 0..4 ? WORDS[exitStatus] : 'crashed'
        this.compliance = summary?.compliance?.exact
        this.failed = summary?.failure_count as Integer
        this.folder = folder
        this.message = sentence(word, exitStatus, compliance, failed)
    }

    boolean isPassed() {
        return exitStatus == 0
    }

    @Override
    String toString() {
        return message
    }

    @com.cloudbees.groovy.cps.NonCPS
    private static String sentence(String word, int exitStatus, String compliance, Integer failed) {
        String figures = compliance == null ? '' : ", compliance ${compliance} %, ${failed} failed"
        return "Cincture: ${word} (exit status ${exitStatus}${figures})".toString()
    }
}
