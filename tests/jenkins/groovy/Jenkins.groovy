import com.lesfurets.jenkins.unit.BasePipelineTest

/**
 * What Jenkins gives a pipeline, as far as the library uses it. `sh` is a real shell in a folder of its own.
 */
class Jenkins {
    final BasePipelineTest test
    final File workspace
    /** Every step that was called, in order. */
    final List<String> called = []
    final List<String> errors = []
    final List<String> said = []
    String result = 'SUCCESS'
    /** Steps that fail, as plugins do. */
    Set<String> broken = []
    /** What the shell said. */
    String log = ''
    Map<String, String> environment = [:]

    Jenkins(BasePipelineTest test, File workspace) {
        this.test = test
        this.workspace = workspace
        def allow = { String name, List types, Closure action ->
            test.helper.registerAllowedMethod(name, types, action)
        }
        allow('sh', [Map], { Map call -> shell(call) })
        allow('echo', [String], { String text -> said << text })
        allow('error', [String], { String text -> result = 'FAILURE'; errors << text; throw new Exception(text) })
        allow('unstable', [String], { String text -> called << 'unstable'; result = 'UNSTABLE'; errors << text })
        allow('junit', [Map], { Map call -> publish('junit', call) })
        allow('recordIssues', [Map], { Map call -> publish('recordIssues', call) })
        allow('sarif', [Map], { Map call -> call })
        allow('archiveArtifacts', [Map], { Map call -> publish('archiveArtifacts', call) })
        allow('fileExists', [String], { String path -> new File(workspace, path).exists() })
        allow('readFile', [Map], { Map call -> new File(workspace, call.file).getText('UTF-8') })
        allow('file', [Map], { Map call -> call })
        allow('withCredentials', [List, Closure], { List credentials, Closure body ->
            credentials.each { environment[it.variable] = '/secret/' + it.credentialsId }
            body()
            credentials.each { environment.remove(it.variable) }
        })
    }

    private void publish(String name, Map call) {
        called << name
        if (name in broken) {
            throw new RuntimeException("no such plugin: ${name}")
        }
        // As the plugin: failures alone mark a build, unless it is told not to.
        if (name == 'junit' && !call.skipMarkingBuildUnstable) {
            result = 'UNSTABLE'
        }
    }

    private int shell(Map call) {
        called << 'sh'
        def builder = new ProcessBuilder('/bin/sh', '-xe', '-c', call.script).directory(workspace).redirectErrorStream(true)
        builder.environment().putAll(environment)
        def process = builder.start()
        log += process.inputStream.getText('UTF-8')
        int status = process.waitFor()
        if (!call.returnStatus && status != 0) {
            throw new RuntimeException("script returned exit code ${status}")
        }
        return status
    }
}
