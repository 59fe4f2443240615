package jetbrains.buildServer.configs.kotlin.triggers

import jetbrains.buildServer.configs.kotlin.Triggers

class VcsTrigger {
    var branchFilter = ""
}

fun Triggers.vcs(init: VcsTrigger.() -> Unit) {
    vcs += VcsTrigger().apply(init)
}

class Cron {
    var minutes = "0"
    var hours = "0"
    var dayOfMonth = "*"
    var month = "*"
    var dayOfWeek = "?"
}

class Always

class ScheduleTrigger {
    var schedulingPolicy: Cron? = null
    var triggerBuild: Always? = null
    var branchFilter = ""
    var withPendingChangesOnly = true

    fun cron(init: Cron.() -> Unit) = Cron().apply(init)

    fun always() = Always()
}

fun Triggers.schedule(init: ScheduleTrigger.() -> Unit) {
    schedules += ScheduleTrigger().apply(init)
}
