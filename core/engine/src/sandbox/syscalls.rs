//! The system call filter: a list of what is allowed; anything else ends the process.
//!
//! Why a call is allowed, refused or deadly:
//! - **Allowed** is what memory, the two pipes, the clock, random numbers and the end of the process need, each with its
//!   arguments as narrow as they can be.
//! - **Refused** (`EPERM`) is what the C library and Rust's standard library try on their own and can do without, such as
//!   looking for a time zone's file: the profile's author gains nothing by them, and killing would turn a harmless probe
//!   into a lost scan.
//! - **Deadly** is everything else. No library in the child does any of it, so whoever gets there has taken the VM or the
//!   compiler over. The parent sees SIGSYS and says so.

use std::collections::BTreeMap;

use nix::libc;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};

/// Calls by number, each with its alternatives of conditions; none means any arguments.
type Calls = BTreeMap<i64, Vec<SeccompRule>>;

/// A condition: index of the argument, mask, value that the masked argument must have.
type Condition = (u8, u32, u32);

#[cfg(target_arch = "x86_64")]
const ARCH: TargetArch = TargetArch::x86_64;
#[cfg(target_arch = "aarch64")]
const ARCH: TargetArch = TargetArch::aarch64;

const WHOLE: u32 = u32::MAX;

/// Memory without files and without executable pages; waiting, clock, random numbers; dying.
const PLAIN: &[i64] = &[
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_restart_syscall,
    libc::SYS_getrandom,
    libc::SYS_sigaltstack,
    // abort() and the handler for stack overflows need these to die by the right signal. None of them reaches another
    // process, and the limits end in SIGKILL, which no handler catches.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_close,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Refused with EPERM, the same on both processors.
const REFUSED: &[i64] = &[
    libc::SYS_openat,
    libc::SYS_newfstatat,
    libc::SYS_fstat,
    libc::SYS_statx,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getcwd,
    libc::SYS_lseek,
    libc::SYS_ioctl,
    libc::SYS_fcntl,
    libc::SYS_prlimit64,
    libc::SYS_getrusage,
    libc::SYS_sched_getaffinity,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
];

/// The forms of them that only x86-64 still has.
#[cfg(target_arch = "x86_64")]
const REFUSED_OLD: &[i64] =
    &[libc::SYS_open, libc::SYS_stat, libc::SYS_lstat, libc::SYS_access, libc::SYS_readlink, libc::SYS_getrlimit];
#[cfg(not(target_arch = "x86_64"))]
const REFUSED_OLD: &[i64] = &[];

/// Installs both filters for the calling thread and all that it could ever become.
///
/// # Errors
/// If the kernel takes no filter. Part of them may be in place then, which hurts nobody.
pub(super) fn install() -> Result<(), seccompiler::Error> {
    // A filter has two outcomes only, so there are two; the kernel takes the sternest answer. The deadly one comes last,
    // as it does not allow installing another; the first must not refuse prctl and seccomp, which install the second.
    seccompiler::apply_filter(&refusals()?)?;
    seccompiler::apply_filter(&killer(std::process::id())?)
}

/// EPERM for the refused calls, nothing for the others.
fn refusals() -> Result<BpfProgram, BackendError> {
    let calls = REFUSED.iter().chain(REFUSED_OLD).map(|&call| (call, Vec::new())).collect();
    let refused = SeccompAction::Errno(libc::EPERM.cast_unsigned());
    SeccompFilter::new(calls, SeccompAction::Allow, refused, ARCH)?.try_into()
}

/// Death for all but the allowed and the refused calls. `pid` is the own process.
fn killer(pid: u32) -> Result<BpfProgram, BackendError> {
    let mut calls: Calls = PLAIN.iter().chain(REFUSED).chain(REFUSED_OLD).map(|&call| (call, Vec::new())).collect();
    calls.extend(conditional(pid)?);
    SeccompFilter::new(calls, SeccompAction::KillProcess, SeccompAction::Allow, ARCH)?.try_into()
}

/// Calls whose arguments matter.
fn conditional(pid: u32) -> Result<Calls, BackendError> {
    let from_pipe = || rule(&[(0, WHOLE, 0)]);
    let to_pipe = || Ok(vec![one_rule(&[(0, WHOLE, 1)])?, one_rule(&[(0, WHOLE, 2)])?]);
    let executable = bits(libc::PROT_EXEC);
    let anonymous = bits(libc::MAP_ANONYMOUS);
    let abort = bits(libc::SIGABRT);
    Ok(Calls::from([
        (libc::SYS_read, from_pipe()?),
        (libc::SYS_readv, from_pipe()?),
        (libc::SYS_write, to_pipe()?),
        (libc::SYS_writev, to_pipe()?),
        (libc::SYS_mmap, rule(&[(2, executable, 0), (3, anonymous, anonymous)])?),
        (libc::SYS_mprotect, rule(&[(2, executable, 0)])?),
        // What abort() does in glibc and in musl: the own process, whose one thread has its number, and no other signal.
        (libc::SYS_tgkill, rule(&[(0, WHOLE, pid), (2, WHOLE, abort)])?),
        (libc::SYS_tkill, rule(&[(0, WHOLE, pid), (1, WHOLE, abort)])?),
    ]))
}

fn bits(flag: libc::c_int) -> u32 {
    flag.cast_unsigned()
}

fn rule(conditions: &[Condition]) -> Result<Vec<SeccompRule>, BackendError> {
    Ok(vec![one_rule(conditions)?])
}

fn one_rule(conditions: &[Condition]) -> Result<SeccompRule, BackendError> {
    let all = conditions.iter().map(|&(argument, mask, value)| {
        let masked = SeccompCmpOp::MaskedEq(u64::from(mask));
        SeccompCondition::new(argument, SeccompCmpArgLen::Dword, masked, u64::from(value))
    });
    SeccompRule::new(all.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KILL: u32 = 0x8000_0000;
    const EPERM: u32 = 0x0005_0000 | 1;
    const ALLOW: u32 = 0x7fff_0000;
    #[cfg(target_arch = "x86_64")]
    const AUDIT_ARCH: u32 = 0xc000_003e;
    #[cfg(target_arch = "aarch64")]
    const AUDIT_ARCH: u32 = 0xc000_00b7;
    const PID: u32 = 4242;

    /// What the kernel's interpreter would answer: the subset of BPF that seccomp filters use.
    fn run(program: &BpfProgram, words: &[u32; 16]) -> u32 {
        let (mut at, mut accumulator) = (0usize, 0u32);
        loop {
            let step = &program[at];
            at += 1;
            let jump = |holds: bool| usize::from(if holds { step.jt } else { step.jf });
            match step.code {
                0x20 => accumulator = words[step.k as usize / 4],
                0x54 => accumulator &= step.k,
                0x05 => at += step.k as usize,
                0x15 => at += jump(accumulator == step.k),
                0x25 => at += jump(accumulator > step.k),
                0x35 => at += jump(accumulator >= step.k),
                0x06 => return step.k,
                other => panic!("instruction {other:#x}"),
            }
        }
    }

    /// The sterner answer of both filters to a call.
    fn answer_on(arch: u32, call: i64, arguments: [u64; 6]) -> u32 {
        let mut words = [0u32; 16];
        words[0] = u32::try_from(call).unwrap();
        words[1] = arch;
        for (i, argument) in arguments.iter().enumerate() {
            words[4 + 2 * i] = u32::try_from(argument & 0xffff_ffff).unwrap();
            words[5 + 2 * i] = u32::try_from(argument >> 32).unwrap();
        }
        let answers = [refusals().unwrap(), killer(PID).unwrap()].map(|filter| run(&filter, &words));
        match answers {
            [KILL, _] | [_, KILL] => KILL,
            [EPERM, _] | [_, EPERM] => EPERM,
            _ => ALLOW,
        }
    }

    fn answer(call: i64, arguments: [u64; 6]) -> u32 {
        answer_on(AUDIT_ARCH, call, arguments)
    }

    #[test]
    fn only_the_listed_calls_survive() {
        let conditional = conditional(PID).unwrap();
        for call in (0..600).chain(0x4000_0000..0x4000_0220) {
            let expected = match call {
                _ if PLAIN.contains(&call) => ALLOW,
                _ if REFUSED.contains(&call) || REFUSED_OLD.contains(&call) => EPERM,
                _ if conditional.contains_key(&call) => continue,
                _ => KILL,
            };
            assert_eq!(answer(call, [0; 6]), expected, "call {call}");
        }
    }

    #[test]
    fn what_an_intruder_wants_is_deadly() {
        for call in [
            libc::SYS_socket,
            libc::SYS_connect,
            libc::SYS_sendto,
            libc::SYS_sendmsg,
            libc::SYS_clone,
            libc::SYS_clone3,
            libc::SYS_execve,
            libc::SYS_execveat,
            libc::SYS_ptrace,
            libc::SYS_kill,
            libc::SYS_process_vm_readv,
            libc::SYS_process_vm_writev,
            libc::SYS_pidfd_open,
            libc::SYS_pidfd_getfd,
            libc::SYS_io_uring_setup,
            libc::SYS_bpf,
            libc::SYS_memfd_create,
            libc::SYS_openat2,
            libc::SYS_dup,
            libc::SYS_pipe2,
            libc::SYS_unlinkat,
            libc::SYS_mkdirat,
            libc::SYS_linkat,
            libc::SYS_mount,
            libc::SYS_unshare,
            libc::SYS_setns,
            libc::SYS_personality,
            libc::SYS_pkey_mprotect,
            libc::SYS_prctl,
            libc::SYS_seccomp,
        ] {
            assert_eq!(answer(call, [1; 6]), KILL, "call {call}");
        }
    }

    #[test]
    fn reading_and_writing_work_on_the_pipes_only() {
        for (call, open) in [
            (libc::SYS_read, &[0][..]),
            (libc::SYS_readv, &[0]),
            (libc::SYS_write, &[1, 2]),
            (libc::SYS_writev, &[1, 2]),
        ] {
            for descriptor in 0..10 {
                let expected = if open.contains(&descriptor) { ALLOW } else { KILL };
                assert_eq!(answer(call, [descriptor, 0, 8, 0, 0, 0]), expected, "call {call} on {descriptor}");
            }
        }
    }

    #[test]
    fn memory_is_anonymous_and_never_executable() {
        let (read_write, executable) = (3, 4);
        let (private, anonymous) = (2, 0x20);
        assert_eq!(answer(libc::SYS_mmap, [0, 4096, read_write, private | anonymous, u64::MAX, 0]), ALLOW);
        assert_eq!(answer(libc::SYS_mmap, [0, 4096, read_write | executable, private | anonymous, u64::MAX, 0]), KILL);
        assert_eq!(answer(libc::SYS_mmap, [0, 4096, read_write, private, 0, 0]), KILL);
        assert_eq!(answer(libc::SYS_mprotect, [0, 4096, 1, 0, 0, 0]), ALLOW);
        assert_eq!(answer(libc::SYS_mprotect, [0, 4096, 1 | executable, 0, 0, 0]), KILL);
    }

    #[test]
    fn the_only_signal_is_an_abort_of_its_own() {
        let own = u64::from(PID);
        assert_eq!(answer(libc::SYS_tgkill, [own, own, 6, 0, 0, 0]), ALLOW);
        assert_eq!(answer(libc::SYS_tgkill, [own, own, 9, 0, 0, 0]), KILL);
        assert_eq!(answer(libc::SYS_tgkill, [1, 1, 6, 0, 0, 0]), KILL);
        assert_eq!(answer(libc::SYS_tkill, [1, 6, 0, 0, 0, 0]), KILL);
    }

    #[test]
    fn calls_of_another_architecture_are_deadly() {
        let i386 = 0x4000_0003;
        assert_eq!(answer_on(i386, libc::SYS_exit_group, [0; 6]), KILL);
    }
}
