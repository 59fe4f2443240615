//! The command line of `access`.

use std::path::PathBuf;
use std::time::Duration;

use cincture_core::access::LeaseId;
use cincture_core::target::{AccountName, Namespace};
use clap::{Args, Subcommand, ValueEnum};

use super::{Format, duration};

/// Whose access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AccessChoice {
    /// The caller's, which the profile never sees
    Own,
    /// A ServiceAccount for this scan only, which may look at and exec into this one pod, and is removed afterwards
    Ephemeral,
}

const ACCESS_EXAMPLES: &str = "Examples:
  What a CI system's ServiceAccount needs for scanning pods in two namespaces:
    cincture access install -n shop -n bank --service-account ci:runner | kubectl apply -f -
  A kubeconfig for another tool that may exec into one pod, for an hour:
    cincture access grant k8s://shop/web-0 --ttl 1h --kubeconfig-out web-0.conf
  What scans that were killed have left:
    cincture access sweep --all-namespaces";

#[derive(Debug, Args)]
#[command(after_help = ACCESS_EXAMPLES)]
pub(crate) struct AccessArgs {
    #[command(subcommand)]
    pub(crate) command: AccessCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccessCommand {
    /// Print the least Roles that whoever scans needs; nothing is created
    Install(InstallArgs),
    /// Print what short-lived access to a target would consist of; nothing is created
    Plan(PlanArgs),
    /// Make access to a target for another tool, as a kubeconfig that ends by itself
    Grant(GrantArgs),
    /// End a lease now, whosoever made it
    Revoke(RevokeArgs),
    /// Print the leases that there are
    List(ListArgs),
    /// Remove leases whose time is over
    Sweep(SweepArgs),
}

const INSTALL_EXAMPLES: &str = "Examples:
  What a CI system's ServiceAccount needs for scanning pods in two namespaces:
    cincture access install -n shop -n bank --service-account ci:runner | kubectl apply -f -
  The same for scans that make identities of their own in the namespace ci:
    cincture access install -n shop --access ephemeral --access-namespace ci

Exit status: 0 printed, 2 usage.";

#[derive(Debug, Args)]
#[command(after_help = INSTALL_EXAMPLES)]
pub(crate) struct InstallArgs {
    /// Namespace with pods to scan; may be given several times
    #[arg(short, long = "namespace", value_name = "NAMESPACE", required = true, value_parser = namespace)]
    pub(crate) namespaces: Vec<Namespace>,

    /// How they will be scanned; who makes short-lived identities needs more rights, not less
    #[arg(long, value_enum, default_value_t = AccessChoice::Own)]
    pub(crate) access: AccessChoice,

    /// With --access ephemeral, and needed there: where short-lived ServiceAccounts are put
    #[arg(long, value_name = "NAMESPACE", required_if_eq("access", "ephemeral"), value_parser = namespace)]
    pub(crate) access_namespace: Option<Namespace>,

    /// Whom to bind the Roles to; without it no RoleBinding is printed
    #[arg(long, value_name = "NAMESPACE:NAME", value_parser = account)]
    pub(crate) service_account: Option<(Namespace, AccountName)>,

    #[command(flatten)]
    pub(crate) manifests: ManifestArgs,
}

const PLAN_EXAMPLES: &str = "Example:
    cincture access plan k8s://shop/web-0 --access-namespace ci

Exit status: 0 printed, 2 usage or no usable kubeconfig.";

#[derive(Debug, Args)]
#[command(after_help = PLAN_EXAMPLES)]
pub(crate) struct PlanArgs {
    /// k8s://NAMESPACE/POD[/CONTAINER]
    pub(crate) target: String,

    /// Where the ServiceAccount is put; the namespace of the kubeconfig's context if not given
    #[arg(long, value_name = "NAMESPACE", value_parser = namespace)]
    pub(crate) access_namespace: Option<Namespace>,

    /// How long it would last: 10m to 24h
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = duration)]
    pub(crate) ttl: Duration,

    #[command(flatten)]
    pub(crate) manifests: ManifestArgs,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}

const GRANT_EXAMPLES: &str = "Examples:
  A kubeconfig for another tool that may exec into one pod, for an hour:
    cincture access grant k8s://shop/web-0 --ttl 1h --kubeconfig-out web-0.conf

Exit status: 0 granted, 1 no API server was reached, or something may be left in the cluster, 2 usage,
4 forbidden, or the target's namespace is not there.";

#[derive(Debug, Args)]
#[command(after_help = GRANT_EXAMPLES)]
pub(crate) struct GrantArgs {
    /// k8s://NAMESPACE/POD[/CONTAINER]
    pub(crate) target: String,

    /// How long it lasts: 10m to 24h
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = duration)]
    pub(crate) ttl: Duration,

    /// Where to write the kubeconfig, which holds a token: a file that only you can read, or - for standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) kubeconfig_out: PathBuf,

    /// Where the ServiceAccount is put; the namespace of the kubeconfig's context if not given
    #[arg(long, value_name = "NAMESPACE", value_parser = namespace)]
    pub(crate) access_namespace: Option<Namespace>,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}

const REVOKE_EXAMPLES: &str = "Example:
    cincture access revoke LEASE -n ci

Exit status: 0 it is gone, 1 something may be left in the cluster, or no API server was reached, 2 usage,
4 not everything could be looked at.";

#[derive(Debug, Args)]
#[command(after_help = REVOKE_EXAMPLES)]
pub(crate) struct RevokeArgs {
    /// The lease, as `grant` and `list` print it
    #[arg(value_parser = lease)]
    pub(crate) lease: LeaseId,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}

const LIST_EXAMPLES: &str = "Examples:
    cincture access list --all-namespaces
    cincture access list -n ci --format json

Exit status: 0 everything was looked at, 1 no API server was reached, 2 usage, 4 not everything could be looked at.";

#[derive(Debug, Args)]
#[command(after_help = LIST_EXAMPLES)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}

const SWEEP_EXAMPLES: &str = "Examples:
  What would be removed, and then removing it:
    cincture access sweep --all-namespaces --dry-run
    cincture access sweep --all-namespaces

Exit status: 0 nothing is left whose time is over, 1 something may be left, or no API server was reached, 2 usage,
4 not everything could be looked at.";

#[derive(Debug, Args)]
#[command(after_help = SWEEP_EXAMPLES)]
pub(crate) struct SweepArgs {
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    /// Print what would be removed, and remove nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Only this lease, even if its time is not over
    #[arg(long, value_name = "LEASE", value_parser = lease, conflicts_with = "force")]
    pub(crate) lease: Option<LeaseId>,

    /// All leases, those that are in use, too
    #[arg(long)]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}

/// Where to look.
#[derive(Debug, Args)]
pub(crate) struct ScopeArgs {
    /// Look in this namespace, and in those that leases found there name; may be given several times. That of the
    /// kubeconfig's context if not given
    #[arg(short, long = "namespace", value_name = "NAMESPACE", value_parser = namespace, conflicts_with = "all_namespaces")]
    pub(crate) namespaces: Vec<Namespace>,

    /// Look in the whole cluster
    #[arg(short = 'A', long)]
    pub(crate) all_namespaces: bool,
}

/// Who to be, and where.
#[derive(Debug, Args)]
pub(crate) struct ClusterArgs {
    /// Kubeconfig to use instead of $KUBECONFIG_CONTENT, $KUBECONFIG, ~/.kube/config or the pod's own identity
    #[arg(long, value_name = "FILE")]
    pub(crate) kubeconfig: Option<PathBuf>,

    /// Context of the kubeconfig
    #[arg(long, value_name = "NAME")]
    pub(crate) context: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ManifestArgs {
    /// How to print the manifests
    #[arg(long, value_enum, default_value_t = ManifestFormat::Yaml)]
    pub(crate) format: ManifestFormat,
}

/// How manifests are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ManifestFormat {
    /// A document for each
    Yaml,
    /// One list
    Json,
}

fn namespace(text: &str) -> Result<Namespace, String> {
    Namespace::parse(text).map_err(|e| e.to_string())
}

fn lease(text: &str) -> Result<LeaseId, String> {
    LeaseId::parse(text)
        .ok_or_else(|| "a lease has 32 hexadecimal digits, as `cincture access list` prints them".into())
}

/// `NAMESPACE:NAME`, as kubectl has it.
fn account(text: &str) -> Result<(Namespace, AccountName), String> {
    let (home, name) = text.split_once(':').ok_or("write NAMESPACE:NAME")?;
    Ok((namespace(home)?, AccountName::parse(name).map_err(|e| e.to_string())?))
}
