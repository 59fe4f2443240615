package io.cincture

import com.cloudbees.groovy.cps.NonCPS

/** The options of the step itself; all others are those of the program, which knows them best and refuses what it does not. */
class Settings implements Serializable {
    private static final long serialVersionUID = 1

    private static final Map<String, List<String>> CHOICES = [
        onBreach: ['fail', 'unstable', 'ignore'],
        onIncomplete: ['fail', 'unstable'],
    ]

    /** What to do where the threshold is breached: fail, unstable or ignore. */
    String onBreach = 'fail'
    /** What to do where something was not checked: fail or unstable. It is never a success. */
    String onIncomplete = 'fail'
    /** Id of a credential of the kind "secret file" that holds a kubeconfig. */
    String kubeconfigCredentialsId = null
    /** The program; a name that $PATH has, or a path. */
    String program = 'cincture'
    /** Folder of the files. Two runs of one build need two. */
    String out = 'cincture-results'
    /** Whether to show controls as tests (plugin junit). */
    boolean junit = true
    /** Whether to show findings as issues (plugin warnings-ng). */
    boolean issues = false
    /** Whether to keep the files with the build. */
    boolean archive = true

    /** What the program is given. */
    Map<String, Object> program_options = [:]

    @NonCPS
    static Settings of(Map given) {
        Settings settings = new Settings()
        for (entry in given.entrySet()) {
            settings.take(entry.key.toString(), entry.value)
        }
        return settings
    }

    @NonCPS
    private void take(String name, Object value) {
        switch (name) {
            case 'onBreach': onBreach = chosen(name, value); break
            case 'onIncomplete': onIncomplete = chosen(name, value); break
            case 'kubeconfigCredentialsId': kubeconfigCredentialsId = text(name, value); break
            case 'program': program = text(name, value); break
            case 'out': out = text(name, value); break
            case 'junit': junit = flag(name, value); break
            case 'issues': issues = flag(name, value); break
            case 'archive': archive = flag(name, value); break
            default: program_options[name] = value
        }
    }

    @NonCPS
    private static String chosen(String name, Object value) {
        if (!(value.toString() in CHOICES[name])) {
            throw new IllegalArgumentException("cincture: ${name} is one of ${CHOICES[name].join(', ')}, not '${value}'")
        }
        return value.toString()
    }

    @NonCPS
    private static boolean flag(String name, Object value) {
        if (!(value instanceof Boolean)) {
            throw new IllegalArgumentException("cincture: ${name} is true or false, not '${value}'")
        }
        return value
    }

    @NonCPS
    private static String text(String name, Object value) {
        if (value == null || value.toString().isEmpty()) {
            throw new IllegalArgumentException("cincture: ${name} is empty")
        }
        return value.toString()
    }
}
