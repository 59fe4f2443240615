package io.cincture

import com.cloudbees.groovy.cps.NonCPS

/** The script that starts the program. Every value is one word of the shell, whatever is in it. */
class CommandLine implements Serializable {
    private static final long serialVersionUID = 1

    /**
     * The script for `program COMMAND --out=... --name=value... -- OPERANDS`.
     *
     * `waitReady: '60s'` is `--wait-ready=60s`, `quiet: true` is `--quiet`, a list gives the option several times, and a map
     * (`input: [a: 1]`) gives it as `NAME=VALUE` several times. What is null, empty or false is left away.
     */
    @NonCPS
    static String script(String program, String command, String out, Map<String, Object> options, List<String> operands) {
        List<String> words = [program, command, "--out=${out}".toString()]
        for (entry in options.entrySet()) {
            words.addAll(option(entry.key, entry.value))
        }
        words.add('--')
        words.addAll(operands)
        List<String> quoted = []
        for (word in words) {
            quoted.add(quote(word))
        }
        // Jenkins starts the shell with -x, which would show every line twice.
        return 'set +x\nexec ' + quoted.join(' ') + '\n'
    }

    @NonCPS
    private static List<String> option(String name, Object value) {
        String flag = '--' + name.replaceAll('([A-Z])', '-$1').toLowerCase()
        List<String> words = []
        if (value instanceof Boolean) {
            return value ? [flag] : []
        }
        for (one in values(value)) {
            words.add(flag + '=' + one)
        }
        return words
    }

    @NonCPS
    static List<String> values(Object value) {
        List<String> found = []
        if (value instanceof Map) {
            for (entry in value.entrySet()) {
                found.add("${entry.key}=${entry.value}".toString())
            }
        } else if (value instanceof Collection) {
            for (one in value) {
                found.add(one.toString())
            }
        } else if (value != null && !value.toString().isEmpty()) {
            found.add(value.toString())
        }
        return found
    }

    /** `text` as one word of a POSIX shell. */
    @NonCPS
    static String quote(String text) {
        if (text.indexOf('\u0000') >= 0) {
            throw new IllegalArgumentException('cincture: a value holds a NUL character')
        }
        return "'" + text.replace("'", "'\\''") + "'"
    }
}
