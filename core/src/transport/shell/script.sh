# Runs inside the target, in whatever `sh` is there: POSIX shell and builtins only, but for the tools that _c_tools finds.
# Sent over standard input and evaluated by the loader, so that neither a URL nor a process list shows it. All names
# begin with _c_, so that no variable of the container changes its value for the commands that are run.
# 0: requests. 3 and 4: the two streams of answers. 2: nowhere, so that no word of this shell gets into an answer.
_c_nl='
'
unset _c_begin _c_ended _c_end _c_kind _c_count _c_arg _c_line _c_status
CINCTURE_SESSION=$0
export CINCTURE_SESSION
exec 3>&1 4>&2 2>/dev/null

# Which programs relay bytes, show a file, and show metadata. `busybox` may be there without its links.
_c_tools() {
	_c_relay='' _c_show='' _c_meta='' _c_metakind='none' _c_selinux=''
	for _c_try in 'cat' 'busybox cat'; do
		if [ "$(printf x | $_c_try)" = x ]; then _c_relay=$_c_try _c_show=$_c_try; break; fi
	done
	if [ -z "$_c_show" ]; then
		for _c_try in dd tail; do command -v "$_c_try" >/dev/null && _c_show=$_c_try && break; done
	fi
	for _c_try in 'stat' 'busybox stat'; do
		case $($_c_try -L -c %f,%Y / </dev/null) in
		[0-9a-f]*,[0-9]*) _c_meta=$_c_try _c_metakind=stat; break ;;
		esac
	done
	if [ -z "$_c_meta" ]; then
		for _c_try in 'ls' 'busybox ls'; do
			case $(LC_ALL=C TZ=UTC0 $_c_try -ldnL --full-time / </dev/null) in
			d*' +0000 /') _c_meta=$_c_try _c_metakind=ls; break ;;
			esac
		done
	fi
	# A context has three colons at least; another security module writes a word there.
	if [ "$_c_metakind" = stat ]; then
		case $(IFS= read -r _c_line </proc/self/attr/current && printf '%s' "$_c_line") in
		*:*:*:*) case $($_c_meta -L -c %C / </dev/null) in *:*:*:*) _c_selinux=1 ;; esac ;;
		esac
	fi
}

# A stranger's command: a pipe of its own for each stream, which ends when the last process that holds it has ended.
# Nobody but this shell and the two relays holds the session's own streams.
_c_run() {
	_c_status=$(
		{
			{
				{
					(exec sh -c "$_c_arg" </dev/null 2>&6 3>&- 4>&- 5>&- 6>&-)
					printf '%s' "$?" >&5
					printf '%s' "$_c_ended" >&4
				} | $_c_relay >&3 3>&- 4>&- 5>&- 6>&-
			} 6>&1 | $_c_relay >&4 3>&- 4>&- 5>&-
		} 5>&1
	)
}

# Only what is a regular file is opened: a pipe or a device could hang or never end. 254: look at its metadata for why.
_c_read() {
	_c_status=254
	[ -f "$_c_arg" ] || return
	case $_c_show in
	dd) LC_ALL=C dd if="$_c_arg" bs=65536 ;;
	tail) LC_ALL=C tail -c +1 "$_c_arg" ;;
	'') printf '%s' 'no program to show a file with' >&2; (exit 253) ;;
	*) LC_ALL=C $_c_show "$_c_arg" ;;
	esac >&3 2>&4 </dev/null 3>&- 4>&-
	_c_status=$?
}

# Metadata, then the SELinux context, then where a link points. $1: -L to follow links.
_c_stat() {
	case $_c_metakind in
	stat) LC_ALL=C $_c_meta $1 -c "%f %u %g %s %Y$_c_nl%U$_c_nl%G" "$_c_arg" ;;
	ls) LC_ALL=C TZ=UTC0 $_c_meta -ldn$2 --full-time "$_c_arg" ;;
	*) (exit 253) ;;
	esac >&3 2>&4 </dev/null 3>&- 4>&-
	_c_status=$?
	[ "$_c_status$_c_metakind" = 0stat ] || return
	if [ -n "$_c_selinux" ]; then
		printf '%s\n' "$(LC_ALL=C $_c_meta $1 -c %C "$_c_arg" </dev/null 3>&- 4>&-)" >&3
	else
		printf '\n' >&3
	fi
	[ -n "$1" ] || ! [ -L "$_c_arg" ] || readlink "$_c_arg" >&3 </dev/null 3>&- 4>&- ||
		busybox readlink "$_c_arg" >&3 </dev/null 3>&- 4>&- || _c_status=252
}

# Metadata of many paths, one a line: that of a path as in _c_stat, on lines that end with the path itself. $1: as there.
_c_stats() {
	_c_flag=$1 _c_context=
	[ -z "$_c_selinux" ] || _c_context=%C
	IFS=$_c_nl
	set -f
	set -- $_c_arg
	set +f
	unset IFS
	LC_ALL=C $_c_meta $_c_flag -c "%f %u %g %s %Y$_c_nl%U$_c_nl%G$_c_nl$_c_context$_c_nl%n" "$@" \
		>&3 2>&4 </dev/null 3>&- 4>&-
	_c_status=$?
}

# $_c_count requests that only read; behind the answer of each, on either stream, a number that no file can hold.
_c_batch() {
	_c_left=$_c_count
	while [ "$_c_left" -gt 0 ]; do
		IFS=' ' read -r _c_kind _c_count && _c_argument || exit 1
		_c_do
		_c_digits
		printf '%s%s\n' "$_c_ended" "$_c_status" >&3
		printf '%s\n' "$_c_ended" >&4
		_c_left=$((_c_left - 1))
	done
	_c_kind=batch _c_status=0
}

# Names, each ended by a NUL: a name may hold a line feed.
_c_list() {
	_c_status=254
	[ -d "$_c_arg" ] && [ -r "$_c_arg" ] && [ -x "$_c_arg" ] || return
	(
		cd "$_c_arg" || exit 254
		for _c_line in .* *; do
			if [ -e "$_c_line" ] || [ -L "$_c_line" ]; then printf '%s\0' "$_c_line"; fi
		done
	) >&3 3>&- 4>&-
	_c_status=$?
}

# Ends every process that has the mark $1 in its environment (or, with $3, in its arguments), those whose parent is
# one of the numbers in $2, and all their children; but not the process that does it. They are stopped first: a child
# whose parent has ended can no longer be told from a stranger.
_c_sweep() {
	IFS=' ' read -r _c_me _c_line </proc/self/stat || return
	_c_hit=" $2 " _c_all=
	for _c_line in $(_c_marked "$1" environ) ${3:+$(_c_marked "$1" cmdline)}; do
		_c_line=${_c_line#/proc/}
		_c_stop "${_c_line%%/*}"
	done
	_c_more=1
	while [ -n "$_c_more" ]; do
		_c_more=
		for _c_line in $(_c_parents); do
			case $_c_line in
			/proc/*) _c_pid=${_c_line#/proc/} _c_pid=${_c_pid%%/*} ;;
			*) case $_c_hit in *" $_c_line "*) _c_stop "$_c_pid" ;; esac ;;
			esac
		done
	done
	for _c_pid in $_c_all; do kill -9 "$_c_pid"; done
}

_c_stop() {
	case " $_c_me$_c_hit" in *" $1 "*) return ;; esac
	_c_hit="$_c_hit$1 " _c_all="$_c_all $1" _c_more=1
	kill -STOP "$1"
}

# Files $2 in /proc that hold the text $1. Not every grep looks behind a NUL.
_c_marked() {
	if printf 'a\0b\0' | grep -q -F -e b; then grep -l -F -e "$1" /proc/[0-9]*/"$2"; return; fi
	for _c_dir in /proc/[0-9]*; do
		# In a subshell, for some shells end when `read` fails, as it does on a process that has just ended.
		(
			while IFS= read -r _c_line || [ -n "$_c_line" ]; do
				case $_c_line in *"$1"*) printf '%s\n' "$_c_dir/$2"; exit ;; esac
			done <"$_c_dir/$2"
		)
	done
}

# For each process two words: where it says so, and its parent's number.
_c_parents() {
	if command -v grep >/dev/null; then grep PPid: /proc/[0-9]*/status; return; fi
	for _c_dir in /proc/[0-9]*; do
		(
			while read -r _c_key _c_line; do
				case $_c_key in PPid:) printf '%s %s\n' "$_c_dir/status:" "$_c_line"; exit ;; esac
			done <"$_c_dir/status"
		)
	done
}

# One request's argument: $_c_count lines.
_c_argument() {
	_c_arg=
	while [ "$_c_count" -gt 0 ]; do
		IFS= read -r _c_line || return 1
		_c_arg=$_c_arg$_c_line
		_c_count=$((_c_count - 1))
		[ "$_c_count" -eq 0 ] || _c_arg=$_c_arg$_c_nl
	done
}

_c_do() {
	_c_status=255
	case $_c_kind in
	run) _c_run ;;
	read) _c_read ;;
	stat) _c_stat -L L ;;
	lstat) _c_stat '' '' ;;
	list) _c_list ;;
	stats) _c_stats -L ;;
	lstats) _c_stats '' ;;
	sweep) _c_sweep "$_c_arg" '' arguments; _c_status=0 ;;
	end) _c_sweep "$CINCTURE_SESSION" '' ''; _c_status=0 ;;
	hello) printf '%s\n' "$_c_relay" "$_c_show" "$_c_metakind" >&3; _c_status=0 ;;
	esac
}

_c_digits() {
	case $_c_status in
	[0-9]) _c_status=00$_c_status ;;
	[0-9][0-9]) _c_status=0$_c_status ;;
	[0-9][0-9][0-9]) ;;
	*) _c_status=xxx ;;
	esac
}

# The answers: frame, bytes, frame, on each stream. The last frame is printed when both pipes have ended.
_c_answer() {
	while IFS=' ' read -r _c_begin _c_ended _c_end _c_kind _c_count; do
		[ "$_c_kind" = batch ] || _c_argument || exit 1
		printf '%s' "$_c_begin" >&3
		printf '%s' "$_c_begin" >&4
		case $_c_kind in
		batch) _c_batch ;;
		*) _c_do ;;
		esac
		_c_digits
		printf '%s%s\n' "$_c_end" "$_c_status" >&3
		printf '%s\n' "$_c_end" >&4
		[ "$_c_kind" != end ] || exit 0
	done
}

# Passes requests on, and so notices while a command runs that the other side is gone or has closed: then it ends all.
_c_watch() {
	while IFS= read -r _c_line; do printf '%s\n' "$_c_line" || exit 0; done
	_c_sweep "$CINCTURE_SESSION" "$$" ''
	[ "$_c_group" != "$$" ] || kill -9 0
	kill -9 "$$"
}

IFS=' ' read -r _c_line _c_line _c_line _c_line _c_group _c_line </proc/$$/stat
IFS= read -r _c_line || exit 1
_c_tools
case $_c_line in
once)
	IFS=' ' read -r _c_kind _c_count && _c_argument || exit 1
	[ "$_c_kind" != run ] || exec sh -c "$_c_arg" </dev/null 2>&4 3>&- 4>&-
	_c_do
	exit "$_c_status"
	;;
session) _c_watch 3>&- 4>&- | _c_answer ;;
esac
