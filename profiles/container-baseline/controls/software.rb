title 'Software'

target = surroundings

control 'container-baseline-09' do
  impact 0.3
  title 'There are no clients for protocols without encryption'
  desc <<~TEXT
    telnet, rsh, ftp and their kin send passwords in the clear. Nobody needs them in a container, but an intruder does: to
    fetch his tools, and to try the neighbours. Alpine keeps them out of its busybox for this reason.
  TEXT
  desc 'check', 'command -v telnet rlogin rsh rcp rexec talk ftp tftp finds nothing.'
  desc 'fix', 'Remove the packages telnet, rsh-client, talk, ftp, tftp; of busybox, take a build without these applets.'
  tag severity: 'low'
  tag nist: ['CM-7', 'SC-8']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 2.3 Service Clients',
            'CIS Docker Benchmark, 4.3 Ensure that unnecessary packages are not installed in the container']

  installed = target.programs(%w[telnet rlogin rsh rcp rexec talk ftp tftp])
  describe 'Clients without encryption' do
    it('are not installed') { expect(installed).to be_empty, target.named(installed) }
  end
end

control 'container-baseline-10' do
  impact 0.5
  title 'The distribution still gets security updates'
  desc <<~TEXT
    Once a release has reached its end of life, holes in its libraries stay open and scanners that compare with the vendor's
    advisories fall silent, because there are none any more. Rebuilding such an image changes nothing.
  TEXT
  desc 'check', <<~TEXT
    grep -E '^(ID|VERSION_ID)=' /etc/os-release names a release that is not older than that in the input oldest_releases.
    A distribution that is not listed there is not reviewed.
  TEXT
  desc 'fix', 'Build upon a release that its vendor still supports.'
  tag severity: 'medium'
  tag nist: ['SI-2', 'SA-22']
  tag cis: ['CIS Docker Benchmark, 4.4 Ensure images are scanned and rebuilt to include security patches']

  path = ['/etc/os-release', '/usr/lib/os-release'].find { |candidate| file(candidate).file? }
  values = {}
  (path ? file(path).content.to_s : '').split("\n").each do |line|
    name, value = line.split('=', 2)
    values[name] = value.strip.delete(%q("')) if value
  end
  id = values['ID'].to_s
  release = values['VERSION_ID'].to_s
  oldest = input('oldest_releases')[id]

  if path.nil?
    describe 'Distribution' do
      skip 'There is no os-release: the vendor is not known.'
    end
  elsif oldest.nil? || release.empty?
    describe 'Distribution' do
      skip "It is not known until when #{id} #{release} gets updates: see the input oldest_releases."
    end
  else
    parts = ->(text) { text.split('.').map(&:to_i) }
    current = (parts.call(release) <=> parts.call(oldest.to_s)) >= 0
    describe "#{id} #{release}" do
      it "is expected to be #{oldest} or later, which gets security updates" do
        expect(current).to eq true
      end
    end
  end
end

control 'container-baseline-30' do
  impact 0.5
  title 'The package database is there'
  desc <<~TEXT
    Scanners for known holes read the package manager's database. Where it was deleted to make the image smaller, they find
    nothing, and say so in the same words as for an image without holes.
  TEXT
  desc 'check', <<~TEXT
    Of distributions with dpkg: /var/lib/dpkg/status or /var/lib/dpkg/status.d is there and not empty; with apk:
    /lib/apk/db/installed or /usr/lib/apk/db/installed; with rpm: a database in /var/lib/rpm or /usr/lib/sysimage/rpm.
  TEXT
  desc 'fix', 'Do not delete it in the image.'
  tag severity: 'medium'
  tag nist: ['CM-8', 'RA-5', 'SI-7']
  tag cis: ['CIS Docker Benchmark, 4.4 Ensure images are scanned and rebuilt to include security patches']

  rpm = %w[/var/lib/rpm /usr/lib/sysimage/rpm].flat_map { |f| %w[rpmdb.sqlite Packages Packages.db].map { |name| "#{f}/#{name}" } }
  databases =
    if os.debian? then %w[/var/lib/dpkg/status /var/lib/dpkg/status.d]
    elsif os.name == 'alpine' then %w[/lib/apk/db/installed /usr/lib/apk/db/installed]
    elsif os.redhat? || os.suse? || os.name == 'fedora' || os.name == 'amazon' then rpm
    else []
    end
  only_if('This distribution has no package manager that is known here.', impact: 0.0) { !databases.empty? }

  there = databases.select { |path| file(path).exist? && file(path).size > 0 }
  describe 'Package database' do
    it("is expected to be one of #{databases.join(', ')}") { expect(there).not_to be_empty }
  end
end

control 'container-baseline-31' do
  impact 0.7
  title 'Packages without a signature are refused'
  desc <<~TEXT
    [trusted=yes] and its kin make apt install whatever answers under the repository's address. It is written into an image
    to get past a missing key, and holds for each update from then on.
  TEXT
  desc 'check', <<~TEXT
    grep -riE 'trusted *[=:] *yes|allow-(insecure|weak|downgrade-to-insecure) *[=:] *yes|AllowUnauthenticated|AllowInsecureRepositories'
    /etc/apt prints nothing that is switched on.
  TEXT
  desc 'fix', 'Fetch the key of the repository, and name it with signed-by.'
  tag severity: 'high'
  tag nist: ['CM-14', 'SI-7', 'SI-2']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 1.2 Configure Software Updates',
            'CIS Docker Benchmark, 4.11 Ensure only verified packages are installed']

  has_apt = directory('/etc/apt').exist?
  only_if('There is no apt; apk and rpm refuse by themselves.', impact: 0.0) { has_apt }
  next unless has_apt

  if target.running?
    # A file that cannot be read is told on standard error.
    listing = command(<<~'SHELL')
      for f in /etc/apt/sources.list /etc/apt/apt.conf /etc/apt/sources.list.d/* /etc/apt/apt.conf.d/*; do
        [ ! -f "$f" ] || { printf '%s\n' "=$f"; cat "$f" && echo; }
      done
      echo =searched
    SHELL
    lines = listing.stdout.split("\n")
    raise "the settings of apt cannot be read: #{listing.stderr}" if lines.pop != '=searched' || !listing.stderr.empty?
  else
    known = %w[sources.list apt.conf sources.list.d/debian.sources sources.list.d/ubuntu.sources].map { |name| "/etc/apt/#{name}" }
    lines = known.select { |path| file(path).file? }.flat_map { |path| ["=#{path}"] + file(path).content.to_s.split("\n") }
  end

  place = nil
  open_doors = []
  lines.each do |line|
    next place = line[1..-1] if line.start_with?('=')

    text = line.strip
    next if text.start_with?('#', '//')

    on = text.match?(/\b(trusted|allow-insecure|allow-weak|allow-downgrade-to-insecure)\s*[=:]\s*yes\b/i) ||
         text.match?(/\b(AllowUnauthenticated|AllowInsecureRepositories|AllowWeakRepositories)\s*"?(true|yes|1)\b/i)
    open_doors << "#{place}: #{text}" if on
  end
  if target.running? || !open_doors.empty?
    describe 'apt' do
      it('asks for signatures') { expect(open_doors).to be_empty, target.named(open_doors) }
    end
  else
    describe 'apt' do
      skip 'Its folders of settings cannot be listed in a root file system; in the files with known names nothing was found.'
    end
  end
end

control 'container-baseline-32' do
  impact 0.1
  title 'The package managers have left nothing behind'
  desc <<~TEXT
    Lists and packages that were downloaded while the image was built make it larger, and show its age: whoever installs from
    them installs what was current then, holes included.
  TEXT
  desc 'check', <<~TEXT
    ls /var/lib/apt/lists/*_Packages* /var/lib/apt/lists/*InRelease /var/cache/apt/archives/*.deb /var/cache/apk/* /etc/apk/cache/*
    /var/cache/dnf/* /var/cache/yum/* /root/.cache/pip /root/.npm/_cacache shows no file. Needs a shell in the target.
  TEXT
  desc 'fix', 'In the same RUN: rm -rf /var/lib/apt/lists/*; apk add --no-cache; dnf clean all; pip install --no-cache-dir'
  tag severity: 'low'
  tag nist: ['CM-7', 'SI-2']
  tag cis: ['CIS Docker Benchmark, 4.3 Ensure that unnecessary packages are not installed in the container']

  only_if('This is a machine, not a container.', impact: 0.0) { !target.machine? }
  next if target.machine?

  if target.running?
    left = target.present(%w[
      /var/lib/apt/lists/*_Packages* /var/lib/apt/lists/*InRelease /var/cache/apt/archives/*.deb /var/cache/apk/APKINDEX*
      /var/cache/apk/*.apk /etc/apk/cache/*.apk /var/cache/dnf/*.solv /var/cache/yum/* /root/.cache/pip /root/.npm/_cacache
    ])
    describe 'Caches of package managers' do
      it('are empty') { expect(left).to be_empty, target.named(left) }
    end
  else
    describe 'Caches of package managers' do
      skip 'Folders cannot be listed in a root file system.'
    end
  end
end

control 'container-baseline-33' do
  impact 0.3
  title 'There are no compilers'
  desc <<~TEXT
    What was needed to build the application is not needed to run it. An intruder builds his tools with it, for exactly this
    system, from source that no scanner knows.
  TEXT
  desc 'check', 'command -v gcc cc g++ c++ clang tcc as ld make cmake go rustc cargo javac ghc finds nothing.'
  desc 'fix', 'Build in an earlier stage, and copy the result: FROM ... AS build; COPY --from=build'
  tag severity: 'low'
  tag nist: ['CM-7', 'CM-11']
  tag cis: ['CIS Docker Benchmark, 4.3 Ensure that unnecessary packages are not installed in the container']

  names = %w[gcc cc g++ c++ clang tcc as ld make cmake go rustc cargo javac ghc] + input('more_compilers')
  installed = target.own_programs(names)
  describe 'Compilers' do
    it('are not installed') { expect(installed).to be_empty, target.named(installed) }
  end
end

control 'container-baseline-34' do
  impact 0.3
  title 'There are no tools to look into processes and networks'
  desc <<~TEXT
    Debuggers read the memory of other processes, with the passwords in it; tracers and scanners show the network. For a look
    inside there are ephemeral debug containers (kubectl debug), which bring their own tools and leave nothing in the image.
  TEXT
  desc 'check', 'command -v gdb gdbserver lldb strace ltrace perf bpftrace tcpdump tshark nmap ncat socat masscan hydra finds nothing.'
  desc 'fix', 'Remove the packages.'
  tag severity: 'low'
  tag nist: ['CM-7', 'SC-4']
  tag cis: ['CIS Docker Benchmark, 4.3 Ensure that unnecessary packages are not installed in the container']

  installed = target.own_programs(%w[gdb gdbserver lldb strace ltrace perf bpftrace tcpdump tshark nmap ncat socat masscan hydra])
  describe 'Tools for processes and networks' do
    it('are not installed') { expect(installed).to be_empty, target.named(installed) }
  end
end

control 'container-baseline-35' do
  impact 0.3
  title 'There are no tools to steer containers or clusters'
  desc <<~TEXT
    With a socket or a token that got into the container by mistake, these are all it takes to reach the node or the
    cluster. Images that are made for this (runners of a CI system, operators with a shell) name them in the input
    allowed_programs.
  TEXT
  desc 'check', 'command -v docker dockerd podman nerdctl ctr crictl containerd runc kubectl helm kubeadm kubelet etcdctl finds nothing but what is allowed.'
  desc 'fix', 'Remove the programs; use a client library with the rights that the application needs.'
  tag severity: 'low'
  tag nist: ['CM-7', 'AC-6']
  tag cis: ['CIS Docker Benchmark, 4.3 Ensure that unnecessary packages are not installed in the container']

  only_if('This is a machine, not a container.', impact: 0.0) { !target.machine? }
  next if target.machine?

  names = %w[docker dockerd podman nerdctl ctr crictl containerd runc kubectl helm kubeadm kubelet etcdctl]
  installed = target.programs(names) - input('allowed_programs')
  describe 'Tools for containers and clusters' do
    it('are not installed') { expect(installed).to be_empty, target.named(installed) }
  end
end

control 'container-baseline-36' do
  impact 0.5
  title 'There is no program to become root with'
  desc <<~TEXT
    sudo and doas are made for people on machines. In a container they are setuid programs with a history of holes, and
    mostly with a rule that asks for no password, as nobody has one.
  TEXT
  desc 'check', 'command -v sudo doas pkexec calife super finds nothing.'
  desc 'fix', 'Do as root what takes root while the image is built; change users at the start with setpriv or runAsUser.'
  tag severity: 'medium'
  tag nist: ['AC-6', 'CM-7']
  tag cis: ['CIS Docker Benchmark, 4.3 Ensure that unnecessary packages are not installed in the container']

  only_if('This is a machine, not a container.', impact: 0.0) { !target.machine? }
  next if target.machine?

  installed = target.programs(%w[sudo doas pkexec calife super])
  describe 'Programs to become root with' do
    it('are not installed') { expect(installed).to be_empty, target.named(installed) }
  end
end
