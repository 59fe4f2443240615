//! `cincture` with scripts, cron and Kubernetes CronJobs as its only platform: a doorstep.

fn main() -> std::process::ExitCode {
    cincture_app::doorstep(&[&cincture_script::Script])
}
