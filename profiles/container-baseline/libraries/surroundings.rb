# What several controls ask of the target: whether it runs, whether it is a container, what is mounted, what is in reach.
# Nothing is asked before a control wants to know.
class Surroundings < Inspec.resource(1)
  name 'surroundings'
  desc 'The target as a whole: a running container, a running machine, or a root file system at rest.'

  # Where programs are looked for.
  PROGRAM_FOLDERS = %w[/bin /sbin /usr/bin /usr/sbin /usr/local/bin /usr/local/sbin].freeze

  # Where programs, libraries and settings of the system are.
  SYSTEM_FOLDERS = %w[
    / /bin /sbin /lib /lib64 /usr /usr/bin /usr/sbin /usr/lib /usr/local /usr/local/bin /usr/local/sbin /usr/local/lib /etc
  ].freeze

  # Without /proc nothing runs: an unpacked root file system.
  def running?
    inspec.file('/proc/self/status').exist?
  end

  # A machine, on evidence only: the kernel's own threads are among its processes, and none of what container runtimes
  # mount is there. (A container that shares the machine's processes has those mounts.)
  def machine?
    return false unless running?

    runtime = mounts.any? do |mount|
      ['/etc/hosts', '/etc/hostname', '/dev/termination-log'].include?(mount['point']) ||
        (mount['point'] == '/' && mount['type'] == 'overlay')
    end
    !mounts.empty? && !runtime && kernel_threads?
  end

  def container?
    running? && !machine?
  end

  # For only_if: why what is asked of containers that run is not asked here.
  def other_than_container
    running? ? 'This is a machine, not a container.' : 'Nothing runs here: this is a root file system.'
  end

  def system_folders
    SYSTEM_FOLDERS
  end

  # Whether the kernel's threads are seen, which live in the machine's own process namespace only.
  def kernel_threads?
    inspec.file('/proc/2/status').content.to_s.start_with?("Name:\tkthreadd\n")
  end

  # The mounts of this process: what of its file system is mounted (root), where (point), and how.
  def mounts
    @mounts ||= inspec.file('/proc/self/mountinfo').content.to_s.split("\n").map { |line| mount(line.split(' ')) }
  end

  # The fields of /proc/PID/status, by name.
  def status(pid)
    lines = inspec.file("/proc/#{pid}/status").content.to_s.split("\n")
    raise "/proc/#{pid}/status cannot be read, so this process is not known" if lines.empty?

    lines.map { |line| line.split(":\t", 2) }.select { |pair| pair.length == 2 }.to_h
  end

  # A container among the processes of its node: what is first there is the node's init, and what runs is mostly not ours.
  # Either the kernel's threads are seen, or above what is started in the container there is the runtime, which in a
  # process namespace of its own nobody sees.
  def among_processes_of_node?
    return false unless container?

    kernel_threads? || ancestors.any? { |name| name.match?(/\A(containerd-shim|conmon|crio|docker)/) }
  end

  # The first process, unless it is the node's, and one that is started now, which has what a process in this container
  # gets: for messages their names, and their fields.
  def processes
    first = among_processes_of_node? ? {} : { 'the first process' => status('1') }
    first.merge('a started process' => status('self'))
  end

  # Those of `paths` that are there, by one command where that can be run: it answers for folders that may not be entered
  # too (what is behind them is out of reach). Names of the shell's patterns (*) are for running targets only.
  def present(paths, readable = false)
    return paths.select { |path| inspec.file(path).file? || (!readable && there?(path)) } unless running?

    test = readable ? '[ -f "$path" ] && [ -r "$path" ]' : '[ -e "$path" ] || [ -h "$path" ]'
    words = paths.map { |path| path.include?("'") ? path.gsub("'", "'\\\\''") : path }
    search = inspec.command(<<~SHELL)
      for path in #{words.map { |path| "'#{path}'".gsub('*', "'*'") }.join(' ')}; do
        if #{test}; then printf '%s\\0' "$path"; fi
      done
      printf 'searched\\0'
    SHELL
    found = search.stdout.split("\0")
    raise "the search for files did not run to its end: #{search.stderr}" unless found.pop == 'searched'

    found
  end

  # Programs of these names, by their paths.
  def programs(names)
    folders = PROGRAM_FOLDERS.reject { |folder| inspec.file(folder).symlink? }
    present(folders.flat_map { |folder| names.map { |name| "#{folder}/#{name}" } })
  end

  # The same without those that are a part of busybox: no image can be without them.
  def own_programs(names)
    programs(names).reject { |path| inspec.file(path).shallow_link_path.to_s.end_with?('busybox') }
  end

  # Names of what runs; nil where that cannot be told from what runs on the node. Of the shell's own words only: ps is
  # missing in most images. A process may end meanwhile.
  def running_programs
    return [] unless running?
    return nil if among_processes_of_node?

    listing = inspec.command('for f in /proc/[0-9]*/comm; do IFS= read -r name <"$f" && echo "$name"; done 2>/dev/null')
    names = listing.stdout.split("\n")
    raise "the processes cannot be listed: #{listing.stderr}" if names.empty? # the shell itself is among them

    names
  end

  # The variables of the first process and of one that is started now, by name. The values are cut off in the target,
  # but for those of PATH and of the loader, which hold no secrets. nil where the first process does not show them.
  def environment
    first = among_processes_of_node? ? '' : '/proc/1/environ'
    search = inspec.command(<<~SHELL)
      { cat /proc/$$/environ #{first} && printf 'SEARCHED=\\000'; } | tr '\\000\\n' '\\n\\001' |
        sed -e '/^PATH=/b' -e '/^LD_PRELOAD=/b' -e '/^LD_AUDIT=/b' -e 's/=.*//'
    SHELL
    lines = search.stdout.split("\n")
    return nil unless lines.pop == 'SEARCHED'

    lines.reject(&:empty?).map { |line| line.split('=', 2) }.uniq
  end

  # The text of /etc/shadow; '' where there is none, nil where this user may not read it (asked of a running system only).
  def shadow
    return '' unless inspec.file('/etc/shadow').exist?
    return nil if running? && inspec.command('test -r /etc/shadow').exit_status != 0

    inspec.file('/etc/shadow').content.to_s
  end

  # The lines of a file of accounts, each as its fields; none where the file is not there. Lines that begin with + or -
  # are no accounts, but a question to a server: the matter of container-baseline-18.
  def fields(text)
    lines = text.to_s.split("\n").reject { |line| line.strip.empty? || line.start_with?('#', '+', '-') }
    lines.map { |line| line.split(':', -1) }
  end

  def accounts?
    inspec.file('/etc/passwd').exist?
  end

  def passwd
    fields(inspec.file('/etc/passwd').content)
  end

  def group
    fields(inspec.file('/etc/group').content)
  end

  # Homes of the accounts, / and /root.
  def homes
    (['', '/root'] + passwd.map { |f| f[5].to_s.sub(/\/+\z/, '') }).uniq.select { |home| home.empty? || home.start_with?('/') }
  end

  # Those of `paths` that another than root owns, or that a group or everybody may write to, with why.
  def not_roots_alone(paths)
    paths.map { |path| [path, inspec.file(path)] }.select { |_, file| file.exist? }.flat_map do |path, file|
      why = []
      why << "#{path} belongs to #{file.uid}" unless file.uid == 0
      why << "#{path} has mode #{file.mode.to_s(8)}" if file.mode & 0o002 != 0 || (file.mode & 0o020 != 0 && file.gid != 0)
      why
    end
  end

  # For messages: a long list is cut, and says by how much.
  def named(list)
    list.first(20).join(', ') + (list.length > 20 ? " and #{list.length - 20} more" : '')
  end

  private

  # Names of a process that is started now and of those above it.
  def ancestors
    walk = inspec.command(<<~'SHELL')
      process=$$
      for step in 1 2 3 4 5 6 7 8 9; do
        while read -r key value; do
          case $key in Name:) name=$value ;; PPid:) parent=$value ;; esac
        done </proc/$process/status
        printf '%s\n' "$name"
        process=$parent
        [ "$process" -gt 0 ] || break
      done
    SHELL
    raise "the processes above a started one cannot be read: #{walk.stderr}" if walk.exit_status != 0 || walk.stdout.empty?

    walk.stdout.split("\n")
  end

  def there?(path)
    inspec.file(path).exist? || inspec.file(path).symlink?
  end

  def mount(words)
    dash = words.index('-') || words.length
    { 'root' => unescaped(words[3].to_s), 'point' => unescaped(words[4].to_s), 'options' => words[5].to_s.split(','),
      'type' => words[dash + 1].to_s, 'source' => unescaped(words[dash + 2].to_s) }
  end

  def unescaped(text)
    text.gsub('\\040', ' ').gsub('\\011', "\t").gsub('\\012', "\n").gsub('\\134', '\\')
  end
end
