title 'Files'

target = surroundings
# What a search by `find` did not see for want of rights hides nothing that this user could change or start. Any other
# complaint means: not checked.
searched = lambda do |search|
  complaints = search.stderr.split("\n").reject { |line| line.include?('ermission denied') }
  unless search.exit_status == 0 || (search.exit_status == 1 && complaints.empty? && !search.stderr.empty?)
    raise "find did not run to its end (exit status #{search.exit_status}): #{search.stderr}"
  end
  search.stdout.split("\0").sort
end

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

  on_machine = target.machine?
  folders = on_machine ? '/bin /lib /lib64 /opt /sbin /srv /usr' : '/'
  allowed = input('allowed_setuid') + (on_machine ? input('allowed_setuid_on_machines') : [])

  unexpected = searched.call(command(<<~SHELL)) - allowed
    set --
    for folder in #{folders}; do [ ! -d "$folder" ] || [ -h "$folder" ] || set -- "$@" "$folder"; done
    LC_ALL=C find "$@" -xdev '(' -path /proc -o -path /sys ')' -prune -o -type f '(' -perm -4000 -o -perm -2000 ')' -print0
  SHELL
  describe 'Setuid and setgid programs' do
    it('are expected ones only') { expect(unexpected).to be_empty, target.named(unexpected) }
  end
end

control 'container-baseline-08' do
  impact 0.7
  title 'Nothing of the system can be changed by everybody'
  desc <<~TEXT
    A program, library or setting that every user may write to is a way from any hole in the application to whatever runs
    next with that file, root's programs included. In shared folders such as /tmp the sticky bit keeps users from replacing
    each other's files.
  TEXT
  desc 'check', <<~TEXT
    find /bin /etc /lib /opt /sbin /srv /usr -xdev \\( -type f -perm -0002 \\) -o \\( -type d -perm -0002 ! -perm -1000 \\)
    prints nothing, and /tmp, /var/tmp and /dev/shm have mode 1777 or stricter, but for volumes that are mounted there. Needs a
    shell and find in the target.
  TEXT
  desc 'fix', 'chmod o-w on what it lists; chmod +t on folders that must stay writable by everybody.'
  tag severity: 'high'
  tag nist: ['AC-3', 'AC-6', 'CM-5']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.1 System File Permissions',
            'CIS Distribution Independent Linux Benchmark, 1.1 Filesystem Configuration']

  quoted = input('protected_folders').map { |folder| "'#{folder.gsub("'", "'\\\\''")}'" }.join(' ')
  # Links are left out: what /bin links to is listed by itself. NUL ends each name, as a name may hold a line feed.
  found = searched.call(command(<<~SHELL))
    set --
    for folder in #{quoted}; do [ ! -d "$folder" ] || [ -h "$folder" ] || set -- "$@" "$folder"; done
    [ "$#" -gt 0 ] || exit 3
    LC_ALL=C find "$@" -xdev '(' -type f -perm -0002 -o -type d -perm -0002 ! -perm -1000 ')' -print0
  SHELL
  describe 'Files of the system' do
    it('cannot be changed by everybody') { expect(found).to be_empty, target.named(found) }
  end

  # A volume of a container's own has no sticky bit (emptyDir never has), and nobody else's files in it.
  volumes = target.container? ? target.mounts.map { |m| m['point'] } - ['/dev/shm'] : []
  (['/tmp', '/var/tmp', '/dev/shm'] - volumes).select { |path| directory(path).exist? }.each do |path|
    next if directory(path).mode & 0o002 == 0

    describe directory(path) do
      it { should be_sticky }
    end
  end
end

control 'container-baseline-22' do
  impact 0.9
  title 'No library is loaded into every program'
  desc <<~TEXT
    A library that is named in /etc/ld.so.preload becomes a part of each program that starts, setuid ones included. Root kits
    hide themselves this way; nothing in a container needs it.
  TEXT
  desc 'check', '/etc/ld.so.preload does not exist, or names nothing.'
  desc 'fix', 'Find out what the library does, and rebuild the image without the file.'
  tag severity: 'critical'
  tag nist: ['SI-3', 'SI-7', 'CM-5']

  preload = file('/etc/ld.so.preload')
  lines = preload.exist? ? preload.content.to_s.split("\n").map { |line| line.sub(/#.*/, '').strip }.reject(&:empty?) : []
  describe '/etc/ld.so.preload' do
    it('names no libraries') { expect(lines).to be_empty, target.named(lines) }
  end
end

control 'container-baseline-23' do
  impact 0.7
  title 'Libraries are loaded from folders that only root may change'
  desc <<~TEXT
    The loader looks through the folders that these files name. Whoever can add a folder, or write to one, gives every program
    his own version of a library.
  TEXT
  desc 'check', <<~TEXT
    stat -c '%n %u %a' /etc/ld.so.conf /etc/ld.so.cache /etc/ld.so.conf.d /etc/ld-musl-*.path, and the folders named in
    /etc/ld.so.conf and the path files (but for /lib, /usr/lib and /usr/local/lib: container-baseline-24): the owner is 0, and the mode has no w for others, nor for a group other than root.
    No folder is named by a relative path.
  TEXT
  desc 'fix', 'chown root FILE; chmod go-w FILE. Take folders of the application out of the file.'
  tag severity: 'high'
  tag nist: ['CM-5', 'SI-7', 'AC-6']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.1 System File Permissions']

  musl = %w[x86_64 aarch64 armhf i386 ppc64le s390x riscv64].map { |arch| "/etc/ld-musl-#{arch}.path" }
  lists = ['/etc/ld.so.conf'] + musl
  files = (lists + %w[/etc/ld.so.cache /etc/ld.so.conf.d]).select { |path| file(path).exist? }
  only_if('There is no loader of libraries with settings.', impact: 0.0) { !files.empty? }

  words = lists.select { |path| file(path).exist? }.flat_map do |path|
    file(path).content.to_s.split("\n").map { |line| line.sub(/#.*/, '').strip }.reject { |line| line.start_with?('include') }
              .flat_map { |line| line.split(/[\s:,]+/) }.reject(&:empty?)
  end
  relative = words.uniq.reject { |word| word.start_with?('/') }.map { |word| "#{word} is no absolute path" }
  # Those of the system are the matter of container-baseline-24 and 08.
  added = words.uniq.select { |word| word.start_with?('/') } - target.system_folders
  faults = relative + target.not_roots_alone(files + added)
  describe 'Folders of libraries' do
    it('can be changed by root alone') { expect(faults).to be_empty, target.named(faults) }
  end
end

control 'container-baseline-24' do
  impact 0.7
  title 'The folders of programs and libraries belong to root'
  desc <<~TEXT
    The owner of a folder may replace whatever is in it, also programs that belong to root. An application that runs under its
    own user id, and owns /usr/local/bin, can be made to change the programs that the next step runs.
  TEXT
  desc 'check', <<~TEXT
    stat -c '%n %u %g %a' / /bin /sbin /lib /lib64 /usr /usr/bin /usr/sbin /usr/lib /usr/local /usr/local/bin /usr/local/sbin
    /usr/local/lib /etc: the owner is 0, and the mode has no w for a group other than root. (For others: container-baseline-08.)
  TEXT
  desc 'fix', 'chown root:root FOLDER; chmod g-w FOLDER'
  tag severity: 'high'
  tag nist: ['CM-5', 'AC-6', 'SI-7']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.1 System File Permissions']

  faults = target.system_folders.map { |path| [path, directory(path)] }.select { |_, folder| folder.exist? }.flat_map do |path, folder|
    found = []
    found << "#{path} belongs to #{folder.uid}" unless folder.uid == 0
    found << "#{path} has mode #{folder.mode.to_s(8)} and group #{folder.gid}" if folder.mode & 0o020 != 0 && folder.gid != 0
    found
  end
  describe 'Folders of programs' do
    it('can be changed by root alone') { expect(faults).to be_empty, target.named(faults) }
  end
end

control 'container-baseline-25' do
  impact 0.5
  title 'Only root may change what every shell runs when it starts'
  desc <<~TEXT
    /etc/profile and its kin run in the shell of whoever looks into the container (kubectl exec -it ... sh -l), often root.
  TEXT
  desc 'check', <<~TEXT
    stat -c '%n %u %g %a' /etc/profile /etc/profile.d /etc/bash.bashrc /etc/bashrc /etc/environment /etc/inputrc /etc/shells
    /etc/login.defs: the owner is 0, and the mode has no w for others, nor for a group other than root.
  TEXT
  desc 'fix', 'chown root:root FILE; chmod go-w FILE'
  tag severity: 'medium'
  tag nist: ['CM-5', 'AC-6']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 5.4 User Accounts and Environment']

  files = %w[profile profile.d bash.bashrc bashrc environment inputrc shells login.defs].map { |name| "/etc/#{name}" }
  there = files.select { |path| file(path).exist? }
  only_if('There are no start files of shells.', impact: 0.0) { !there.empty? }

  faults = target.not_roots_alone(there)
  describe 'Start files of shells' do
    it('can be changed by root alone') { expect(faults).to be_empty, target.named(faults) }
  end
end

control 'container-baseline-26' do
  impact 0.5
  title 'Only root may change how names are resolved'
  desc <<~TEXT
    Whoever can write to these files sends the application's requests, and the passwords in them, to an address of his own.
  TEXT
  desc 'check', <<~TEXT
    stat -c '%n %u %g %a' /etc/hosts /etc/resolv.conf /etc/nsswitch.conf /etc/host.conf /etc/hostname /etc/services: the owner
    is 0, and the mode has no w for others, nor for a group other than root.
  TEXT
  desc 'fix', 'chown root:root FILE; chmod go-w FILE. /etc/hosts and /etc/resolv.conf are the container runtime\'s: see what mounts them.'
  tag severity: 'medium'
  tag nist: ['SC-20', 'CM-5', 'AC-6']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.1 System File Permissions']

  files = %w[hosts resolv.conf nsswitch.conf host.conf hostname services].map { |name| "/etc/#{name}" }
  there = files.select { |path| file(path).exist? }
  only_if('There are no settings for names.', impact: 0.0) { !there.empty? }

  faults = target.not_roots_alone(there)
  describe 'Settings for names' do
    it('can be changed by root alone') { expect(faults).to be_empty, target.named(faults) }
  end
end

control 'container-baseline-27' do
  impact 0.7
  title 'Only root may change which certificates are trusted'
  desc <<~TEXT
    One more certificate authority in these files, and everybody who has its key can read and forge whatever the container's
    programs send over TLS.
  TEXT
  desc 'check', <<~TEXT
    stat -c '%n %u %g %a' for the folders and bundles of certificates (/etc/ssl, /etc/ssl/certs, /etc/ssl/cert.pem,
    /etc/ca-certificates.conf, /usr/share/ca-certificates, /usr/local/share/ca-certificates, /etc/pki/...): the owner is 0, and
    the mode has no w for others, nor for a group other than root.
  TEXT
  desc 'fix', 'chown root:root FILE; chmod go-w FILE; update-ca-certificates'
  tag severity: 'high'
  tag nist: ['SC-17', 'SC-12', 'CM-5']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.1 System File Permissions']

  there = %w[
    /etc/ssl /etc/ssl/certs /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem /etc/ssl/openssl.cnf /etc/ca-certificates.conf
    /usr/share/ca-certificates /usr/local/share/ca-certificates /etc/pki/tls/certs /etc/pki/ca-trust/source/anchors
    /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem
  ].select { |path| file(path).exist? }
  only_if('There are no certificates to trust.', impact: 0.0) { !there.empty? }

  faults = target.not_roots_alone(there)
  describe 'Certificates to trust' do
    it('can be changed by root alone') { expect(faults).to be_empty, target.named(faults) }
  end
end

control 'container-baseline-28' do
  impact 0.5
  title 'Only root may change what is started by time or at boot'
  desc <<~TEXT
    Jobs of cron and scripts of init run as root, if anything runs them. Who can write to them waits, and is root.
  TEXT
  desc 'check', <<~TEXT
    stat -c '%n %u %g %a' /etc/crontab /etc/anacrontab /etc/cron.* /etc/crontabs /etc/periodic /etc/inittab /etc/init.d
    /etc/rc.local: the owner is 0, and the mode has no w for others, nor for a group other than root.
  TEXT
  desc 'fix', 'Delete what nothing runs in a container. Else: chown root:root FILE; chmod go-w FILE'
  tag severity: 'medium'
  tag nist: ['CM-5', 'AC-6']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 5.1 Configure cron']

  names = %w[crontab anacrontab cron.d cron.hourly cron.daily cron.weekly cron.monthly crontabs crontabs/root periodic inittab init.d rc.local]
  there = names.map { |name| "/etc/#{name}" }.select { |path| file(path).exist? }
  only_if('Nothing is started by time or at boot.', impact: 0.0) { !there.empty? }

  faults = target.not_roots_alone(there)
  describe 'Jobs and scripts of init' do
    it('can be changed by root alone') { expect(faults).to be_empty, target.named(faults) }
  end
end

control 'container-baseline-29' do
  impact 0.5
  title 'The name localhost means this container'
  desc <<~TEXT
    Programs talk to localhost without encryption and without asking who is there: it cannot be anybody else. A line in
    /etc/hosts makes it somebody else.
  TEXT
  desc 'check', "grep -w localhost /etc/hosts shows addresses from 127.0.0.0/8, and ::1, only."
  desc 'fix', 'Delete the line; see hostAliases of the pod.'
  tag severity: 'medium'
  tag nist: ['SC-20', 'SC-7']

  hosts = file('/etc/hosts')
  lines = hosts.exist? ? hosts.content.to_s.split("\n").map { |line| line.sub(/#.*/, '').strip.split(/\s+/) } : []
  local = lines.select { |words| words.drop(1).include?('localhost') }.map(&:first)
  only_if('/etc/hosts does not name localhost.', impact: 0.0) { !local.empty? }

  elsewhere = local.reject { |address| address.match?(/\A127\.\d+\.\d+\.\d+\z/) || ['::1', 'fe00::0'].include?(address) }
  describe 'localhost' do
    it('is an address of the loopback') { expect(elsewhere).to be_empty, target.named(elsewhere) }
  end
end
