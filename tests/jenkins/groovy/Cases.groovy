import static com.lesfurets.jenkins.unit.global.lib.LibraryConfiguration.library
import static com.lesfurets.jenkins.unit.global.lib.LocalSource.localSource

import com.lesfurets.jenkins.unit.BasePipelineTest
import org.junit.Assert

/**
 * The cases, for the plain and for the CPS runner. `-Dlibraries=DIR` holds `cincture@local`; `-Dprogram=FILE` is the program
 * and `-Dgood=TARGET`, `-Dbad=TARGET` with `-Dprofile=FOLDER`, where they are given, containers of a real cluster.
 */
class Cases {
    final BasePipelineTest test
    final File folder = File.createTempDir()
    final Jenkins jenkins
    private int runs = 0

    Cases(BasePipelineTest test) {
        this.test = test
        new File(folder, 'workspace').mkdirs()
        test.helper.registerSharedLibrary(library().name('cincture').defaultVersion('local').allowOverride(true)
            .implicit(false).targetPath(System.getProperty('libraries')).retriever(localSource(System.getProperty('libraries'))).build())
        jenkins = new Jenkins(test, new File(folder, 'workspace'))
    }

    /** Runs a scripted pipeline; false where it ended with an error. */
    boolean runs(String body) {
        // The script engine knows a file by its name and by whole seconds.
        def file = new File(folder, "Jenkinsfile${++runs}")
        file.text = "@Library('cincture@local') _\n${body}\n"
        try {
            test.helper.loadScript(file.path, test.binding).run()
            return true
        } catch (Exception e) {
            if (jenkins.errors.isEmpty()) {
                jenkins.errors << e.toString()
                jenkins.result = 'FAILURE'
            }
            return false
        }
    }

    /** A program that leaves what cincture leaves, tells its arguments, and ends with `status`. */
    String standIn(int status) {
        def program = new File(folder, "stand-in-${status}")
        program.text = """#!/bin/sh
for word; do printf '[%s]\\n' "\$word" >>arguments; done
mkdir -p cincture-results
echo '{"exit": {"status": ${status}}, "compliance": {"exact": "66.67"}, "failure_count": 3}' >cincture-results/summary.json
exit ${status}
"""
        program.setExecutable(true)
        return program.path
    }

    String arguments() {
        return new File(folder, 'workspace/arguments').text
    }

    void eachStatusHasItsResult() {
        for (expected in [[0, [:], 'SUCCESS'], [3, [:], 'FAILURE'], [3, [onBreach: 'unstable'], 'UNSTABLE'], [3, [onBreach: 'ignore'], 'SUCCESS'],
                [4, [:], 'FAILURE'], [4, [onIncomplete: 'unstable'], 'UNSTABLE'], [4, [onBreach: 'ignore'], 'FAILURE'],
                [1, [onBreach: 'ignore', onIncomplete: 'unstable'], 'FAILURE'], [2, [onBreach: 'ignore'], 'FAILURE'],
                [127, [onBreach: 'ignore'], 'FAILURE'], [137, [onIncomplete: 'unstable'], 'FAILURE']]) {
            jenkins.result = 'SUCCESS'
            jenkins.errors.clear()
            jenkins.called.clear()
            String options = expected[1].collect { ", ${it.key}: '${it.value}'" }.join('')
            runs("cinctureScan(program: '${standIn(expected[0])}', target: 'local://'${options})")
            Assert.assertEquals(expected.toString() + jenkins.errors, expected[2], jenkins.result)
            Assert.assertEquals('everything is published before the verdict', ['sh', 'junit', 'archiveArtifacts'], jenkins.called - 'unstable')
            if (expected[0] in 1..4 && expected[2] != 'SUCCESS') {
                Assert.assertTrue(jenkins.errors[0], jenkins.errors[0].contains("exit status ${expected[0]}, compliance 66.67 %, 3 failed"))
            }
        }
    }

    void whatCannotBePublishedChangesNothing() {
        jenkins.broken = ['junit', 'recordIssues', 'archiveArtifacts']
        Assert.assertTrue(runs("cinctureScan(program: '${standIn(0)}', target: 'local://', issues: true)"))
        Assert.assertEquals('SUCCESS', jenkins.result)
        Assert.assertEquals(3, jenkins.said.count { it.contains('failed, and the verdict does not depend on it') })
        Assert.assertFalse(runs("cinctureScan(program: '${standIn(3)}', target: 'local://', issues: true)"))
        Assert.assertEquals('FAILURE', jenkins.result)
    }

    void everyValueIsOneWord() {
        def hostile = ['a b', '$(touch pwned)', '`touch pwned`', "';touch pwned;'", '"', '\\', '$HOME', 'a\nb', '--quiet', '*', "''", '&&', 'ü€']
        for (value in hostile) {
            new File(folder, 'workspace/arguments').delete()
            test.binding.setVariable('value', value)
            Assert.assertTrue(jenkins.errors.toString(), runs("cinctureScan(program: '${standIn(0)}', target: value, threshold: value, input: [name: value], profile: [value, 'second'])"))
            def expected = ['ci', '--out=cincture-results', "--threshold=${value}", "--input=name=${value}", "--profile=${value}", '--profile=second', '--', value]
            Assert.assertEquals(expected.collect { "[${it}]\n" }.join(''), arguments())
        }
        Assert.assertFalse(new File(folder, 'workspace/pwned').exists())
    }

    void namesAreThoseOfTheCommandLine() {
        Assert.assertTrue(runs("cinctureScan(program: '${standIn(0)}', waitReady: '60s', quiet: true, noRedact: false, threshold: null, timeout: 5)"))
        Assert.assertEquals('[ci]\n[--out=cincture-results]\n[--wait-ready=60s]\n[--quiet]\n[--timeout=5]\n[--]\n', arguments())
    }

    void wrongOptionsOfTheStepAreErrors() {
        for (wrong in ["onBreach: 'pass'", "onIncomplete: 'ignore'", "junit: 'yes'", "out: ''", "program: null"]) {
            jenkins.errors.clear()
            Assert.assertFalse(wrong, runs("cinctureScan(${wrong})"))
            Assert.assertFalse(wrong, 'sh' in jenkins.called)
        }
        jenkins.errors.clear()
        Assert.assertFalse(runs('cinctureGate()'))
        Assert.assertTrue(jenkins.errors.toString(), jenkins.errors.last().contains('needs results'))
    }

    void theVerdictComesBackAndAStrangersSummaryIsNotBelieved() {
        Assert.assertTrue(runs("""
            def verdict = cinctureScan(program: '${standIn(3)}', target: 'local://', onBreach: 'ignore')
            assert !verdict.passed && verdict.word == 'breached' && verdict.failed == 3 && verdict.compliance == '66.67'
            def gate = cinctureGate(program: '${standIn(0)}', results: ['a.json', 'b.json'], junit: false, archive: false)
            assert gate.passed
        """) || fail())
        new File(folder, 'workspace/cincture-results/summary.json').text = '{"exit": {"status": 3}, "compliance": {"exact": "100.00"}, "failure_count": 0}'
        def silent = new File(folder, 'silent')
        silent.text = '#!/bin/sh\nexit 2\n'
        silent.setExecutable(true)
        Assert.assertFalse(runs("cinctureScan(program: '${silent.path}', target: 'local://')"))
        Assert.assertEquals('Cincture: invalid (exit status 2)', jenkins.errors.last())
    }

    private boolean fail() {
        Assert.fail(jenkins.errors.toString())
        return false
    }

    void credentialsAreInTheEnvironmentAndNotInTheScript() {
        def program = new File(folder, 'tells')
        program.text = '#!/bin/sh\necho "$KUBECONFIG" >given\n'
        program.setExecutable(true)
        Assert.assertTrue(runs("cinctureScan(program: '${program.path}', target: 'k8s://a/b', kubeconfigCredentialsId: 'prod')"))
        Assert.assertEquals('/secret/prod\n', new File(folder, 'workspace/given').text)
        Assert.assertFalse(jenkins.log.contains('/secret/prod'))
    }

    /** Containers of a real cluster, and the real program. */
    void realContainersPassAndFail() {
        def program = System.getProperty('program')
        Assert.assertTrue(jenkins.log, runs("cinctureScan(program: '${program}', target: '${System.getProperty('good')}', threshold: 'moderate', profile: '${System.getProperty('profile')}')") || fail())
        Assert.assertEquals(jenkins.log, 'SUCCESS', jenkins.result)
        Assert.assertFalse(runs("cinctureScan(program: '${program}', target: '${System.getProperty('bad')}', threshold: 'moderate', profile: '${System.getProperty('profile')}')"))
        Assert.assertTrue(jenkins.errors.toString(), jenkins.errors.last().contains('breached (exit status 3, compliance '))
        Assert.assertEquals('FAILURE', jenkins.result)
        Assert.assertTrue(new XmlSlurper().parse(new File(folder, 'workspace/cincture-results/junit.xml')).'**'.count { it.name() == 'failure' } > 0)
        Assert.assertTrue(runs("cinctureGate(program: '${program}', results: 'cincture-results/results.json', out: 'gate', threshold: 'failed.total.max: 99, error.total.max: 0')") || fail())
        jenkins.result = 'SUCCESS'
        Assert.assertFalse(runs("cinctureScan(program: '${program}', target: '${System.getProperty('good')}', tresholt: 'strict')"))
        Assert.assertTrue(jenkins.errors.last(), jenkins.errors.last().contains('invalid (exit status 2)'))
        Assert.assertTrue(jenkins.log, jenkins.log.contains('--threshold'))
    }
}
