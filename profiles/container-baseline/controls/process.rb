title 'What runs, and with which rights'

target = surroundings

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
  tag cis: ['CIS Docker Benchmark, 4.1 Ensure that a user for the container has been created',
            'CIS Kubernetes Benchmark, 5.2.7 Minimize the admission of root containers']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  target.processes.each do |name, status|
    ids = status.fetch('Uid').split(/\s+/).map(&:to_i).uniq
    describe "User ids of #{name}" do
      subject { ids }
      it { should_not include 0 }
    end
  end
end

control 'container-baseline-46' do
  impact 0.5
  title 'Programs are looked for in folders that not everybody may change'
  desc <<~TEXT
    A relative or empty part of PATH means the folder that a program happens to be in; a folder that everybody may write to
    holds whatever somebody put there under a well-known name.
  TEXT
  desc 'check', "tr '\\0' '\\n' </proc/1/environ | grep ^PATH= shows absolute folders only, and none that has the mode o+w (those of the system: container-baseline-08)."
  desc 'fix', 'Set PATH in the image to the folders of the system, and chmod o-w the others.'
  tag severity: 'medium'
  tag nist: ['CM-5', 'CM-6', 'SI-7']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.2 User and Group Settings']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  variables = target.environment
  if variables.nil?
    describe 'PATH' do
      skip 'The first process does not show its environment to the user that the container runs as.'
    end
  else
    folders = variables.select { |name, _| name == 'PATH' }.flat_map { |_, value| value.to_s.split(':', -1) }.uniq
    faults = folders.flat_map do |folder|
      next ["#{folder.inspect} is no absolute path"] unless folder.start_with?('/')

      # Those of the system are the matter of container-baseline-08.
      next [] if input('protected_folders').any? { |of_system| folder == of_system || folder.start_with?("#{of_system}/") }

      there = directory(folder)
      there.exist? && there.mode & 0o002 != 0 ? ["#{folder} has mode #{there.mode.to_s(8)}"] : []
    end
    describe 'PATH' do
      it('names folders that not everybody may change') { expect(faults).to be_empty, target.named(faults) }
    end
  end
end

control 'container-baseline-47' do
  impact 0.3
  title 'No library is loaded into each program by the environment'
  desc <<~TEXT
    LD_PRELOAD and LD_AUDIT put code into each program that is started. Allocators and agents for measuring are loaded that
    way on purpose: name the variable in the input allowed_variables then.
  TEXT
  desc 'check', "tr '\\0' '\\n' </proc/1/environ | grep -E '^LD_(PRELOAD|AUDIT)=.' prints nothing."
  desc 'fix', 'Link the library, or load it in the start script of the one program that it is meant for.'
  tag severity: 'low'
  tag nist: ['SI-7', 'CM-6']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  variables = target.environment
  if variables.nil?
    describe 'Environment' do
      skip 'The first process does not show its environment to the user that the container runs as.'
    end
  else
    set = variables.select { |name, value| %w[LD_PRELOAD LD_AUDIT].include?(name) && !value.to_s.empty? }
    loaded = set.reject { |name, _| input('allowed_variables').include?(name) }.map { |pair| pair.join('=') }
    describe 'Environment' do
      it('has no library loaded into each program') { expect(loaded).to be_empty, target.named(loaded) }
    end
  end
end

control 'container-baseline-48' do
  impact 0.3
  title 'Files of the application cannot be changed by everybody as they are made'
  desc <<~TEXT
    The umask says which rights a new file does not get. Without the bit for others every user of the container, and of a
    volume that it shares with other containers, may change what the application writes.
  TEXT
  desc 'check', 'grep ^Umask: /proc/1/status shows 0002 or stricter.'
  desc 'fix', 'Take `umask 000` out of the start script. For volumes that a group shares: fsGroup and umask 0002.'
  tag severity: 'low'
  tag nist: ['AC-3', 'AC-6']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 5.4 User Accounts and Environment']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  of_node = target.among_processes_of_node?
  umask = of_node ? nil : target.status('1')['Umask']
  if umask.nil?
    describe 'Umask of the first process' do
      skip(of_node ? 'The first process is that of the node.' : 'This kernel does not tell it (it does since Linux 4.7).')
    end
  else
    describe "Umask of the first process (#{umask})" do
      it('has the bit for writing by others') { expect(umask.to_i(8) & 0o002).to eq 0o002 }
    end
  end
end

control 'container-baseline-50' do
  impact 0.9
  title 'The container has no capability that opens the node'
  desc <<~TEXT
    With any of these a process gets out of its container, or at what other containers do: it mounts file systems, loads
    code into the kernel, reads each file or each process, writes to devices. A privileged container has all of them.
  TEXT
  desc 'check', <<~TEXT
    grep ^CapBnd: /proc/1/status /proc/self/status: none of the bits of the input forbidden_capabilities is set (capsh --decode
    shows their names).
  TEXT
  desc 'fix', 'In the pod: no privileged: true; capabilities: drop: [ALL], and add what is needed, one by one.'
  tag severity: 'critical'
  tag nist: ['AC-6', 'SC-39', 'CM-7']
  tag cis: ['CIS Docker Benchmark, 5.4 Ensure that Linux kernel capabilities are restricted within containers',
            'CIS Docker Benchmark, 5.5 Ensure that privileged containers are not used',
            'CIS Kubernetes Benchmark, 5.2.2 Minimize the admission of privileged containers']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  # Numbers as in the kernel's linux/capability.h.
  numbers = {
    'CAP_DAC_READ_SEARCH' => 2, 'CAP_LINUX_IMMUTABLE' => 9, 'CAP_NET_ADMIN' => 12, 'CAP_IPC_OWNER' => 15,
    'CAP_SYS_MODULE' => 16, 'CAP_SYS_RAWIO' => 17, 'CAP_SYS_PTRACE' => 19, 'CAP_SYS_PACCT' => 20, 'CAP_SYS_ADMIN' => 21,
    'CAP_SYS_BOOT' => 22, 'CAP_SYS_TIME' => 25, 'CAP_SYS_TTY_CONFIG' => 26, 'CAP_MAC_OVERRIDE' => 32, 'CAP_MAC_ADMIN' => 33,
    'CAP_SYSLOG' => 34, 'CAP_PERFMON' => 38, 'CAP_BPF' => 39, 'CAP_CHECKPOINT_RESTORE' => 40
  }
  forbidden = input('forbidden_capabilities')
  unknown = forbidden - numbers.keys
  raise "the input forbidden_capabilities names what is not known here: #{unknown.join(', ')}" unless unknown.empty?

  target.processes.each do |name, status|
    bounds = status.fetch('CapBnd').to_i(16)
    had = forbidden.select { |capability| bounds & (1 << numbers[capability]) != 0 }
    describe "Capabilities of #{name}" do
      it('open nothing outside of the container') { expect(had).to be_empty, target.named(had) }
    end
  end
end

control 'container-baseline-51' do
  impact 0.3
  title 'The container has dropped all capabilities'
  desc <<~TEXT
    What runtimes leave by default (change owners, raw sockets, any user id, device nodes) is what old programs need to start
    as root. A program that starts as its own user needs none of it; to bind a low port, NET_BIND_SERVICE.
  TEXT
  desc 'check', 'grep ^CapBnd: /proc/1/status shows 0, or 400 (NET_BIND_SERVICE).'
  desc 'fix', 'In the pod: capabilities: drop: [ALL]'
  tag severity: 'low'
  tag nist: ['AC-6', 'CM-7']
  tag cis: ['CIS Kubernetes Benchmark, 5.2.8 Minimize the admission of containers with the NET_RAW capability',
            'CIS Kubernetes Benchmark, 5.2.10 Minimize the admission of containers with capabilities assigned']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  bounds = target.status('self').fetch('CapBnd').to_i(16)
  describe "Capabilities (#{bounds.to_s(16)})" do
    it('are dropped, but for NET_BIND_SERVICE') { expect(bounds - (bounds & 0x400)).to eq 0 }
  end
end

control 'container-baseline-52' do
  impact 0.5
  title 'No program gets more rights than it was started with'
  desc <<~TEXT
    With the flag no_new_privs the kernel ignores setuid bits and file capabilities: what runs as a user stays that user,
    whatever programs the image holds.
  TEXT
  desc 'check', 'grep ^NoNewPrivs: /proc/1/status /proc/self/status shows 1.'
  desc 'fix', 'In the pod: allowPrivilegeEscalation: false'
  tag severity: 'medium'
  tag nist: ['AC-6', 'SC-39']
  tag cis: ['CIS Docker Benchmark, 5.26 Ensure that the container is restricted from acquiring additional privileges',
            'CIS Kubernetes Benchmark, 5.2.6 Minimize the admission of containers with allowPrivilegeEscalation']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  target.processes.each do |name, status|
    flag = status['NoNewPrivs']
    describe "no_new_privs of #{name}" do
      subject { flag }
      it { should eq '1' }
    end
  end
end

control 'container-baseline-53' do
  impact 0.5
  title 'System calls are filtered'
  desc <<~TEXT
    The kernel that all containers of a node share has several hundred system calls; the filter of the container runtime takes
    away those that programs do not need and attackers do (keyrings, user namespaces, bpf, ptrace of others).
  TEXT
  desc 'check', 'grep ^Seccomp: /proc/1/status /proc/self/status shows 2.'
  desc 'fix', 'In the pod: seccompProfile: {type: RuntimeDefault}'
  tag severity: 'medium'
  tag nist: ['SC-39', 'CM-7', 'AC-6']
  tag cis: ['CIS Docker Benchmark, 5.22 Ensure the default seccomp profile is not disabled',
            'CIS Kubernetes Benchmark, 5.7.2 Ensure that the seccomp profile is set to docker/default in your Pod definitions']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  target.processes.each do |name, status|
    mode = status['Seccomp']
    describe "Mode of seccomp of #{name}" do
      subject { mode }
      it { should eq '2' }
    end
  end
end

control 'container-baseline-61' do
  impact 0.3
  title 'The container does not run in the group root'
  desc <<~TEXT
    A container that is given a user but no group runs in group 0, which owns most of the image's files, and those of root
    that reach it through volumes. (OpenShift does it on purpose; images for it open files to that group.)
  TEXT
  desc 'check', 'grep -E "^(Gid|Groups):" /proc/1/status /proc/self/status shows no 0. A container that runs as root is the matter of container-baseline-05.'
  desc 'fix', 'In the image: USER with user and group, such as 1000:1000. In the pod: runAsGroup.'
  tag severity: 'low'
  tag nist: ['AC-6']
  tag cis: ['CIS Docker Benchmark, 4.1 Ensure that a user for the container has been created']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  of_root = target.processes.any? { |_, status| status.fetch('Uid').split(/\s+/).include?('0') }
  only_if('The container runs as root, to whom groups do not matter.', impact: 0.0) { !of_root }

  target.processes.each do |name, status|
    groups = (status.fetch('Gid') + ' ' + status.fetch('Groups', '')).split(/\s+/).uniq
    describe "Groups of #{name}" do
      subject { groups }
      it { should_not include '0' }
    end
  end
end
