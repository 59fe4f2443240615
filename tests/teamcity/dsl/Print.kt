package cincture

import jetbrains.buildServer.configs.kotlin.projects

/** Prints what was set: the project, a name, and the value in hexadecimal digits of its UTF-8. */
fun print() {
    projects.forEachIndexed { at, project ->
        val build = project.builds.single()
        val policy = build.started.schedules.single().schedulingPolicy!!
        val values = build.parameters.all + mapOf(
            "script" to build.run.all.single().scriptContent,
            "artifacts" to build.artifactRules,
            "branch" to build.started.vcs.single().branchFilter,
            "time" to with(policy) { "$minutes $hours $dayOfMonth $month $dayOfWeek" },
            "decides" to with(build.conditions) { "exit=$nonZeroExitCode tests=$testFailure minutes=$executionTimeoutMin" },
        )
        values.forEach { (name, value) -> println("$at $name " + value.toByteArray().joinToString("") { "%02x".format(it) }) }
    }
}
