package jetbrains.buildServer.configs.kotlin

// What generated settings use of TeamCity's DSL, under its names. It records what is set, and no more.

import jetbrains.buildServer.configs.kotlin.buildSteps.ScriptBuildStep
import jetbrains.buildServer.configs.kotlin.triggers.ScheduleTrigger
import jetbrains.buildServer.configs.kotlin.triggers.VcsTrigger

var version = ""

class VcsRoot

object DslContext {
    val settingsRoot = VcsRoot()
}

class Project {
    val builds = mutableListOf<BuildType>()

    fun buildType(build: BuildType) {
        builds += build
    }
}

val projects = mutableListOf<Project>()

fun project(init: Project.() -> Unit) {
    projects += Project().apply(init)
}

class Parameters {
    val all = linkedMapOf<String, String>()

    fun param(name: String, value: String) {
        all[name] = value
    }
}

class VcsSettings {
    var cleanCheckout = false
    val roots = mutableListOf<VcsRoot>()

    fun root(root: VcsRoot) {
        roots += root
    }
}

class BuildSteps {
    val all = mutableListOf<ScriptBuildStep>()
}

class Triggers {
    val vcs = mutableListOf<VcsTrigger>()
    val schedules = mutableListOf<ScheduleTrigger>()
}

class FailureConditions {
    var executionTimeoutMin = 0
    var nonZeroExitCode = true
    var testFailure = true
}

open class BuildType(init: BuildType.() -> Unit) {
    var name = ""
    var maxRunningBuilds = 0
    var artifactRules = ""
    val parameters = Parameters()
    val sources = VcsSettings()
    val run = BuildSteps()
    val started = Triggers()
    val conditions = FailureConditions()

    fun params(init: Parameters.() -> Unit) = parameters.init()

    fun vcs(init: VcsSettings.() -> Unit) = sources.init()

    fun steps(init: BuildSteps.() -> Unit) = run.init()

    fun triggers(init: Triggers.() -> Unit) = started.init()

    fun failureConditions(init: FailureConditions.() -> Unit) = conditions.init()

    init {
        init()
    }
}
