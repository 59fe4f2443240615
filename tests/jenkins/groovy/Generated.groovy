import static com.lesfurets.jenkins.unit.global.lib.LibraryConfiguration.library
import static com.lesfurets.jenkins.unit.global.lib.LocalSource.localSource

import com.lesfurets.jenkins.unit.BasePipelineTest
import org.junit.Assert

/**
 * Jenkinsfiles that `cincture generate` made, below `-Dgenerated=DIR`: each in a folder of its own, with the words that the
 * program is to get in `expected`. `bin` has what they call: a program, curl and docker that stand in for the real ones.
 */
class Generated {
    private final BasePipelineTest test
    private final File root = new File(System.getProperty('generated'))
    private final Jenkins jenkins
    private final File workspace = File.createTempDir()
    private final File temporary = File.createTempDir()

    Generated(BasePipelineTest test) {
        this.test = test
        test.helper.registerSharedLibrary(library().name('cincture').defaultVersion('local').allowOverride(true)
            .implicit(false).targetPath(System.getProperty('libraries')).retriever(localSource(System.getProperty('libraries'))).build())
        jenkins = new Jenkins(test, workspace)
        declarative()
        def allow = { String name, List types, Closure action -> test.helper.registerAllowedMethod(name, types, action) }
        ['cron', 'checkout'].each { allow(it, [String]) { String text -> text } }
        ['properties', 'pipelineTriggers'].each { allow(it, [List]) { List all -> all } }
        allow('timeout', [Map, Closure]) { Map limit, Closure body -> body() }
        allow('node', [Closure]) { Closure body -> body() }
        test.binding.setVariable('scm', 'scm')
        test.binding.setVariable('any', 'any')
        test.binding.setVariable('env', [WORKSPACE_TMP: temporary.path])
    }

    /** The words of Declarative that are used, as steps: pipeline-unit has none of them. */
    private void declarative() {
        def allow = { String name, List types, Closure action -> test.helper.registerAllowedMethod(name, types, action) }
        ['pipeline', 'agent', 'kubernetes', 'options', 'triggers', 'stages', 'steps'].each { allow(it, [Closure]) { Closure body -> body() } }
        allow('stage', [String, Closure]) { String name, Closure body -> body() }
        ['agent', 'defaultContainer', 'yaml'].each { allow(it, [String]) { String text -> text } }
        allow('timeout', [Map]) { Map limit -> limit }
        allow('disableConcurrentBuilds', []) { -> 'disableConcurrentBuilds' }
    }

    void eachGivesTheProgramItsWordsAndTakesItsStatus() {
        def folders = root.listFiles().findAll { new File(it, 'Jenkinsfile').exists() }.sort()
        Assert.assertTrue(folders.toString(), folders.size() > 3)
        for (folder in folders) {
            String expected = new File(folder, 'expected').text
            ends(folder, 0, 'SUCCESS')
            Assert.assertEquals(folder.name, expected, new File(workspace, 'arguments').text)
            ends(folder, 3, 'FAILURE')
            Assert.assertEquals(folder.name, ['junit', 'archiveArtifacts'], jenkins.called - 'sh')
        }
        println "ran ${folders.size()}"
    }

    void whatHasAnotherChecksumIsNotRun() {
        def folder = new File(root, 'downloaded')
        jenkins.environment.OTHER = 'yes'
        ends(folder, 0, 'FAILURE')
        jenkins.environment.remove('OTHER')
        Assert.assertFalse(new File(workspace, 'arguments').exists())
    }

    private void ends(File folder, int status, String expected) {
        [workspace, temporary].each { it.listFiles().each { file -> file.isDirectory() ? file.deleteDir() : file.delete() } }
        jenkins.result = 'SUCCESS'
        [jenkins.errors, jenkins.called, jenkins.said].each { it.clear() }
        jenkins.log = ''
        jenkins.environment.putAll([PATH: "${root}/bin:${System.getenv('PATH')}".toString(), STATUS: status.toString(),
            BIN: "${root}/bin".toString(), WORKSPACE_TMP: temporary.path])
        try {
            test.helper.loadScript(new File(folder, 'Jenkinsfile').path, test.binding).run()
        } catch (Exception e) {
            jenkins.errors << e.toString()
            jenkins.result = 'FAILURE'
        }
        Assert.assertEquals("${folder.name} ${status} ${jenkins.errors} ${jenkins.log}".toString(), expected, jenkins.result)
        if (expected == 'FAILURE' && status != 0) {
            Assert.assertTrue(jenkins.errors.toString(), jenkins.errors[0].contains("exit status ${status}"))
        }
    }
}
