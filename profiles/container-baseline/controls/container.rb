title 'What runs, and what it can reach'

# A machine, rather than a container, on evidence only: the kernel's own threads are among its processes, and none of what
# container runtimes mount is there. (A container that shares the machine's processes has those mounts.)
machine = lambda do
  mounts = file('/proc/self/mountinfo').content.to_s.split("\n").map { |line| line.split(' ') }
  runtime = mounts.any? do |fields|
    ['/etc/hosts', '/etc/hostname', '/dev/termination-log'].include?(fields[4]) ||
      (fields[4] == '/' && fields.join(' ').include?(' - overlay '))
  end
  !mounts.empty? && !runtime && file('/proc/2/status').content.to_s.start_with?("Name:\tkthreadd\n")
end

# Without it nothing runs: an unpacked root file system.
running = -> { file('/proc/self/status').exist? }

# For messages: a long list is cut, and says by how much.
named = ->(list) { list.first(20).join(', ') + (list.length > 20 ? " and #{list.length - 20} more" : '') }

control 'container-baseline-04' do
  impact 0.7
  title 'No unexpected program is setuid or setgid'
  desc <<~TEXT
    Such a program runs with its owner's rights, whoever starts it. One mistake in it, or one copied shell, makes every
    user root, also where the container itself was started as another user. A container needs none of them; those that a
    base image brings along are tolerated, everything else must be named in the input allowed_setuid.
  TEXT
  desc 'check', <<~TEXT
    find / -xdev -type f \\( -perm -4000 -o -perm -2000 \\)
    prints nothing but what is allowed. On a machine only the system's folders are searched. Needs a shell and find in the
    target.
  TEXT
  desc 'fix', <<~TEXT
    In the image: find / -xdev -type f -perm /6000 -exec chmod ug-s {} +
    In the pod: allowPrivilegeEscalation: false, which takes the effect from all of them.
  TEXT
  tag severity: 'high'
  tag nist: ['AC-6', 'CM-7']
  tag cis: ['CIS Docker Benchmark, 4.8 Ensure setuid and setgid permissions are removed']

  on_machine = machine.call
  folders = on_machine ? '/bin /lib /lib64 /opt /sbin /srv /usr' : '/'
  allowed = input('allowed_setuid') + (on_machine ? input('allowed_setuid_on_machines') : [])

  search = command(<<~SHELL)
    set --
    for folder in #{folders}; do [ ! -d "$folder" ] || [ -h "$folder" ] || set -- "$@" "$folder"; done
    LC_ALL=C find "$@" -xdev '(' -path /proc -o -path /sys ')' -prune -o -type f '(' -perm -4000 -o -perm -2000 ')' -print0
  SHELL
  # What this user may not enter he cannot start either. Any other complaint means: not checked.
  complaints = search.stderr.split("\n").reject { |line| line.include?('ermission denied') }
  unless search.exit_status == 0 || (search.exit_status == 1 && complaints.empty? && !search.stderr.empty?)
    raise "find did not run to its end (exit status #{search.exit_status}): #{search.stderr}"
  end

  unexpected = (search.stdout.split("\0") - allowed).sort
  describe 'Setuid and setgid programs' do
    it('are expected ones only') { expect(unexpected).to be_empty, named.call(unexpected) }
  end
end

control 'container-baseline-05' do
  impact 0.7
  title 'The container does not run as root'
  desc <<~TEXT
    Root in a container is root on the node, held back by the runtime alone: each escape that was published asked for it.
    Nearly no service needs it. Judged are the first process, and the user that further processes are started as.
  TEXT
  desc 'check', 'grep ^Uid: /proc/1/status /proc/self/status shows no 0. Machines, whose first process is always root, are out of scope.'
  desc 'fix', 'In the image: USER with a number other than 0. In the pod: runAsNonRoot: true and runAsUser.'
  tag severity: 'high'
  tag nist: ['AC-6', 'CM-7']
  tag cis: ['CIS Docker Benchmark, 4.1 Ensure that a user for the container has been created']

  only_if('This is a machine, not a container.', impact: 0.0) { !machine.call }

  if running.call
    { 'the first process' => '/proc/1/status', 'a started process' => '/proc/self/status' }.each do |name, path|
      line = file(path).content.to_s.split("\n").find { |l| l.start_with?('Uid:') }
      raise "#{path} cannot be read, so the user of #{name} is not known" if line.nil?

      ids = line.split(/\s+/).drop(1).map(&:to_i).uniq
      describe "User ids of #{name}" do
        subject { ids }
        it { should_not include 0 }
      end
    end
  else
    describe 'User ids of processes' do
      skip 'Nothing runs here: this is a root file system.'
    end
  end
end

control 'container-baseline-06' do
  impact 0.5
  title 'There is no SSH server'
  desc <<~TEXT
    An SSH server in a container is a second way in, past the cluster's authentication, its audit log and its network
    policies, with keys and passwords that nobody rotates. For a look inside there is kubectl exec.
  TEXT
  desc 'check', <<~TEXT
    None of the programs sshd, dropbear and tinysshd is in a folder for programs, and no process of that name runs. Machines
    are out of scope.
  TEXT
  desc 'fix', 'Do not install openssh-server or dropbear in the image.'
  tag severity: 'medium'
  tag nist: ['CM-7', 'AC-17', 'SC-7']
  tag cis: ['CIS Docker Benchmark, 5.7 Ensure sshd is not run within containers']

  only_if('This is a machine, not a container.', impact: 0.0) { !machine.call }

  servers = %w[sshd dropbear tinysshd]
  folders = %w[/usr/sbin /usr/bin /usr/local/sbin /sbin].reject { |folder| file(folder).symlink? }
  paths = folders.flat_map { |folder| servers.map { |name| "#{folder}/#{name}" } }
  installed = paths.select { |path| file(path).exist? }
  describe 'SSH servers' do
    it('are not installed') { expect(installed).to be_empty, named.call(installed) }
  end

  if running.call
    # Of the shell's own words only: ps is missing in most images. A process may end meanwhile.
    listing = command('for f in /proc/[0-9]*/comm; do IFS= read -r name <"$f" && echo "$name"; done 2>/dev/null')
    names = listing.stdout.split("\n")
    raise "the processes cannot be listed: #{listing.stderr}" if names.empty? # the shell itself is among them

    active = names.select { |name| servers.any? { |server| name.start_with?(server) } }
    describe 'SSH servers' do
      it('do not run') { expect(active).to be_empty, named.call(active) }
    end
  end
end

control 'container-baseline-07' do
  impact 0.9
  title 'No private keys or credentials were left in the container'
  desc <<~TEXT
    What was copied into an image to build it (keys for repositories, cloud and registry logins) is there for everybody who
    can pull the image, and for everybody who gets into one container: from there it opens everything that they open.
  TEXT
  desc 'check', <<~TEXT
    In each account's home and in / none of the usual files with credentials can be read by the container's user:
    .ssh/id_*, .aws/credentials, .azure/, .config/gcloud/, .docker/config.json, .kube/config, .netrc, .git-credentials,
    .pgpass. Secrets that are mounted there on purpose are named in the input allowed_credentials. Machines, where people
    keep their own, are out of scope.
  TEXT
  desc 'fix', 'Use build secrets (RUN --mount=type=secret) or a later build stage; replace the credentials, as they are known by now.'
  tag severity: 'critical'
  tag nist: ['IA-5', 'SC-28', 'AC-3']
  tag cis: ['CIS Docker Benchmark, 4.10 Ensure secrets are not stored in Dockerfiles']

  only_if('This is a machine, not a container.', impact: 0.0) { !machine.call }

  names = %w[
    .ssh/id_rsa .ssh/id_dsa .ssh/id_ecdsa .ssh/id_ed25519 .aws/credentials .azure/msal_token_cache.json
    .azure/accessTokens.json .config/gcloud/application_default_credentials.json .config/gcloud/credentials.db
    .docker/config.json .kube/config .netrc .git-credentials .pgpass
  ]
  if running.call
    # One command: a container whose user may not look into a home has no such file within reach.
    search = command(<<~SHELL)
      look() { for name in #{names.join(' ')}; do [ ! -f "$1/$name" ] || [ ! -r "$1/$name" ] || printf '%s\\0' "$1/$name"; done; }
      look ''
      look /root
      [ ! -r /etc/passwd ] || while IFS=: read -r _ _ _ _ _ home _; do look "${home%/}"; done </etc/passwd
      printf 'searched\\0'
    SHELL
    found = search.stdout.split("\0")
    raise "the search for credentials did not run to its end: #{search.stderr}" unless found.pop == 'searched'
  else
    homes = ['', '/root'] + (file('/etc/passwd').exist? ? passwd.homes.map { |home| home.sub(/\/\z/, '') } : [])
    found = homes.uniq.flat_map { |home| names.map { |name| "#{home}/#{name}" } }.select { |path| file(path).file? }
  end

  left = (found.uniq - input('allowed_credentials')).sort
  describe 'Credentials' do
    it('were not left behind') { expect(left).to be_empty, named.call(left) }
  end
end
