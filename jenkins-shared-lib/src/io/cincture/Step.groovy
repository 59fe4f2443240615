package io.cincture

import com.cloudbees.groovy.cps.NonCPS
import groovy.json.JsonSlurperClassic

/** One run of the program in a build: run it, publish what it left, and only then let its exit status decide. */
class Step implements Serializable {
    private static final long serialVersionUID = 1

    private final Object steps

    /** `steps` is the script of the pipeline, which has the steps of Jenkins. */
    Step(Object steps) {
        this.steps = steps
    }

    Verdict scan(Map given) {
        Settings settings = Settings.of(given)
        List<String> target = CommandLine.values(settings.program_options.remove('target'))
        return run(settings, 'ci', target)
    }

    Verdict gate(Map given) {
        Settings settings = Settings.of(given)
        List<String> results = CommandLine.values(settings.program_options.remove('results'))
        if (results.isEmpty()) {
            steps.error('cincture: cinctureGate needs results: a file, or a list of files')
        }
        return run(settings, 'gate', results)
    }

    private Verdict run(Settings settings, String command, List<String> operands) {
        String script = CommandLine.script(settings.program, command, settings.out, settings.program_options, operands)
        int status = started(settings, script)
        // Whatever cannot be published is told, and the verdict stays what it is.
        if (settings.junit) {
            published('junit') {
                steps.junit(testResults: "${settings.out}/junit.xml".toString(), allowEmptyResults: true,
                    skipMarkingBuildUnstable: true, skipPublishingChecks: true)
            }
        }
        if (settings.issues) {
            published('recordIssues') {
                steps.recordIssues(enabledForFailure: true,
                    tools: [steps.sarif(pattern: "${settings.out}/report.sarif".toString(), id: 'cincture', name: 'Cincture')])
            }
        }
        if (settings.archive) {
            published('archiveArtifacts') {
                steps.archiveArtifacts(artifacts: "${settings.out}/**".toString(), excludes: "${settings.out}/commands.jsonl".toString(),
                    allowEmptyArchive: true, fingerprint: true)
            }
        }
        Verdict verdict = new Verdict(status, summary(settings.out, status), settings.out)
        decide(verdict, settings)
        return verdict
    }

    private int started(Settings settings, String script) {
        int status = -1
        if (settings.kubeconfigCredentialsId == null) {
            status = steps.sh(script: script, returnStatus: true, label: 'cincture')
        } else {
            def kubeconfig = steps.file(credentialsId: settings.kubeconfigCredentialsId, variable: 'KUBECONFIG')
            steps.withCredentials([kubeconfig]) {
                status = steps.sh(script: script, returnStatus: true, label: 'cincture')
            }
        }
        return status
    }

    private void published(String what, Closure publish) {
        try {
            publish()
        } catch (Throwable e) {
            if (isInterruption(e)) {
                throw e
            }
            steps.echo("cincture: ${what} failed, and the verdict does not depend on it: ${e.message}".toString())
        }
    }

    /** The end of a build by a user or a time limit passes through every step. */
    @NonCPS
    private static boolean isInterruption(Throwable e) {
        return e.class.simpleName == 'FlowInterruptedException' || e instanceof InterruptedException
    }

    /** summary.json, if it is that of a run with this exit status. */
    private Map summary(String folder, int status) {
        String path = "${folder}/summary.json".toString()
        if (!(status in 0..4) || !steps.fileExists(path)) {
            return null
        }
        Map summary = parsed(steps.readFile(file: path, encoding: 'UTF-8'))
        return summary?.exit?.status == status ? summary : null
    }

    @NonCPS
    private static Map parsed(String text) {
        try {
            Object value = new JsonSlurperClassic().parseText(text)
            return value instanceof Map ? new HashMap(value) : null
        } catch (Exception ignored) {
            return null
        }
    }

    private void decide(Verdict verdict, Settings settings) {
        String action = 'fail'
        if (verdict.exitStatus == 0) {
            action = 'ignore'
        } else if (verdict.exitStatus == 3) {
            action = settings.onBreach
        } else if (verdict.exitStatus == 4) {
            action = settings.onIncomplete
        }
        if (action == 'fail') {
            steps.error(verdict.message)
        } else if (action == 'unstable') {
            steps.unstable(verdict.message)
        } else {
            steps.echo(verdict.message)
        }
    }
}
