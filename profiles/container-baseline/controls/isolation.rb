title 'What the container can reach'

target = surroundings

control 'container-baseline-49' do
  impact 0.9
  title 'No socket of a container runtime can be reached'
  desc <<~TEXT
    Whoever talks to the runtime of the node starts a privileged container there: the socket is root on the node, also for
    a user of the container that is not root, if the socket's mode allows.
  TEXT
  desc 'check', <<~TEXT
    None of docker.sock, containerd.sock, crio.sock, cri-dockerd.sock, podman.sock is in /run, /var/run, or among the mounts in
    /proc/self/mountinfo.
  TEXT
  desc 'fix', 'Take the volume (hostPath) out of the pod. To build images, use a builder that needs no daemon.'
  tag severity: 'critical'
  tag nist: ['AC-6', 'SC-39', 'CM-7']
  tag cis: ['CIS Docker Benchmark, 5.32 Ensure that the Docker socket is not mounted inside any containers',
            'CIS Kubernetes Benchmark, 5.2.12 Minimize the admission of HostPath volumes']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  sockets = %w[
    docker.sock containerd/containerd.sock k3s/containerd/containerd.sock crio/crio.sock cri-dockerd.sock podman/podman.sock
  ]
  found = target.present(sockets.flat_map { |path| ["/run/#{path}", "/var/run/#{path}"] })
  names = sockets.map { |path| path.split('/').last }
  mounted = target.mounts.select { |m| names.include?(m['root'].split('/').last) || names.include?(m['point'].split('/').last) }
  reached = (found + mounted.map { |m| m['point'] }).uniq.sort
  describe 'Sockets of container runtimes' do
    it('cannot be reached') { expect(reached).to be_empty, target.named(reached) }
  end
end

control 'container-baseline-54' do
  impact 0.3
  title 'The root file system cannot be written to'
  desc <<~TEXT
    An intruder who cannot write to the image's files cannot replace the program or leave his tools, and the container is what
    was scanned. What must be written goes to volumes (emptyDir).
  TEXT
  desc 'check', "awk '$5 == \"/\" {print $6}' /proc/self/mountinfo has the option ro."
  desc 'fix', 'In the pod: readOnlyRootFilesystem: true, and an emptyDir for each folder that is written to.'
  tag severity: 'low'
  tag nist: ['CM-5', 'SI-7', 'AC-6']
  tag cis: ["CIS Docker Benchmark, 5.13 Ensure that the container's root filesystem is mounted as read only"]

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  root = target.mounts.select { |m| m['point'] == '/' }.last
  raise '/proc/self/mountinfo does not say how the root file system is mounted' if root.nil?

  options = root['options']
  describe 'Options of the root file system' do
    subject { options }
    it { should include 'ro' }
  end
end

control 'container-baseline-55' do
  impact 0.9
  title "No folder of the node's system is mounted"
  desc <<~TEXT
    Through a folder of the node a container reads its keys and those of all pods, or writes what the node runs next: a unit,
    a job of cron, a manifest for the kubelet. Agents of the cluster that need one name where it is mounted in the input
    allowed_mounts.
  TEXT
  desc 'check', <<~TEXT
    /proc/self/mountinfo: nothing is mounted whose fourth field is /etc, /root, /home, /boot, /usr, /var/log, /var/lib/kubelet (but
    for a pod's own), /var/lib/docker, /var/lib/containerd or /var/lib/etcd, or below these; no root file system besides /; no proc
    besides /proc and no sysfs besides /sys.
  TEXT
  desc 'fix', 'Take the volume (hostPath) out of the pod.'
  tag severity: 'critical'
  tag nist: ['AC-6', 'SC-39', 'SC-4']
  tag cis: ['CIS Docker Benchmark, 5.6 Ensure sensitive host system directories are not mounted on containers',
            'CIS Kubernetes Benchmark, 5.2.12 Minimize the admission of HostPath volumes']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  # What runtimes mount into each container: files of its own that they keep in such folders.
  own = %w[/etc/hosts /etc/hostname /etc/resolv.conf /dev/termination-log /run/.containerenv /.dockerenv /dev/shm]
  below = ->(path, folder) { path == folder || path.start_with?("#{folder}/") }
  folders = %w[/etc /root /home /boot /usr /bin /sbin /lib /var/log /var/lib/kubelet /var/lib/docker /var/lib/containerd /var/lib/etcd]
  volumes = %w[/var/lib/kubelet/pods /var/lib/docker/volumes /var/lib/docker/containers]
  kinds = { 'proc' => '/proc', 'sysfs' => '/sys' }
  suspects = target.mounts.reject do |m|
    m['point'] == '/' || own.include?(m['point']) || input('allowed_mounts').include?(m['point'])
  end
  given = suspects.select do |m|
    root = m['root']
    of_kernel = kinds.key?(m['type']) && !below.call(m['point'], kinds[m['type']])
    in_folder = !%w[proc sysfs cgroup cgroup2].include?(m['type']) && folders.any? { |f| below.call(root, f) } &&
                volumes.none? { |f| below.call(root, f) } && !root.include?('/.local/share/')
    whole = root == '/' && %w[/etc/passwd /usr/bin].all? { |path| file("#{m['point']}#{path}").exist? }
    of_kernel || in_folder || whole
  end
  found = given.map { |m| "#{m['root']} (#{m['type']}) at #{m['point']}" }
  describe 'Folders of the node' do
    it('are not mounted') { expect(found).to be_empty, target.named(found) }
  end
end

control 'container-baseline-56' do
  impact 0.9
  title "The kernel's own files are out of reach"
  desc <<~TEXT
    By /sys and /proc/sys one sets what holds for the whole node: which program handles a crash, which modules load, how
    memory is used. By /proc/kcore one reads its memory. Runtimes mount them read-only or cover them; privileged: true and
    procMount: Unmasked undo it.
  TEXT
  desc 'check', '/proc/self/mountinfo: /sys and /proc/sys have the option ro; /proc/kcore and /proc/sysrq-trigger are mounts of their own, or not there.'
  desc 'fix', 'In the pod: no privileged: true, and procMount: Default.'
  tag severity: 'critical'
  tag nist: ['SC-39', 'AC-6', 'CM-5']
  tag cis: ['CIS Docker Benchmark, 5.5 Ensure that privileged containers are not used',
            'CIS Kubernetes Benchmark, 5.2.2 Minimize the admission of privileged containers']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  options = ->(point) { (target.mounts.select { |m| m['point'] == point }.last || { 'options' => [] })['options'] }
  writable = %w[/sys /proc/sys].select { |path| directory(path).exist? && !options.call(path).include?('ro') }
  open = %w[/proc/kcore /proc/sysrq-trigger].select { |path| file(path).exist? && options.call(path).empty? }
  reached = writable + open
  describe "The kernel's own files" do
    it('are read-only, or covered') { expect(reached).to be_empty, target.named(reached) }
  end
end

control 'container-baseline-57' do
  impact 0.9
  title 'No devices of the node are in the container'
  desc <<~TEXT
    By a disk one reads and writes each file of the node past all permissions; by /dev/mem and /dev/kmsg its memory and what
    the kernel tells. A container has the devices of a terminal and of chance, and no others.
  TEXT
  desc 'check', 'ls /dev/sd* /dev/vd* /dev/xvd* /dev/nvme* /dev/dm-* /dev/mapper/control /dev/loop-control /dev/mem /dev/port /dev/kmsg /dev/kvm shows nothing, and no devtmpfs is mounted.'
  desc 'fix', 'In the pod: no privileged: true, and no hostPath to /dev.'
  tag severity: 'critical'
  tag nist: ['AC-6', 'SC-39', 'SC-4']
  tag cis: ['CIS Docker Benchmark, 5.18 Ensure that host devices are not directly exposed to containers']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  devices = target.present(%w[
    /dev/sd* /dev/vd* /dev/xvd* /dev/nvme* /dev/dm-* /dev/mapper/control /dev/loop-control /dev/mem /dev/port /dev/kmsg /dev/kvm
  ])
  whole = target.mounts.select { |m| m['type'] == 'devtmpfs' }.map { |m| "devtmpfs at #{m['point']}" }
  found = (devices + whole).sort
  describe 'Devices of the node' do
    it('are not there') { expect(found).to be_empty, target.named(found) }
  end
end

control 'container-baseline-58' do
  impact 0.7
  title 'The processes of the node are not seen'
  desc <<~TEXT
    With hostPID a container sees each process of the node with its arguments and, as root, its environment, its files and
    its memory; it can end them, too.
  TEXT
  desc 'check', <<~TEXT
    head -1 /proc/2/status does not name kthreadd, and no containerd-shim or conmon is above a process that is started in the
    container: both are seen among the processes of the node only.
  TEXT
  desc 'fix', 'In the pod: no hostPID: true'
  tag severity: 'high'
  tag nist: ['SC-39', 'SC-4', 'AC-6']
  tag cis: ["CIS Docker Benchmark, 5.16 Ensure that the host's process namespace is not shared",
            'CIS Kubernetes Benchmark, 5.2.3 Minimize the admission of containers wishing to share the host process ID namespace']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  seen = target.among_processes_of_node?
  describe "The node's processes" do
    it('are not seen') { expect(seen).to eq false }
  end
end

control 'container-baseline-59' do
  impact 0.7
  title "The container is not in the node's network"
  desc <<~TEXT
    With hostNetwork a container listens on the node's addresses, sees the traffic of all pods, reaches what listens on the
    node's loopback, and no network policy holds for it.
  TEXT
  desc 'check', '/proc/net/unix names none of the sockets of containerd, CRI-O, Docker, the kubelet or systemd, which are in the node\'s network namespace only.'
  desc 'fix', 'In the pod: no hostNetwork: true'
  tag severity: 'high'
  tag nist: ['SC-7', 'AC-6']
  tag cis: ["CIS Docker Benchmark, 5.10 Ensure that the host's network namespace is not shared",
            'CIS Kubernetes Benchmark, 5.2.5 Minimize the admission of containers wishing to share the host network namespace']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  table = file('/proc/net/unix').content.to_s.split("\n")
  raise '/proc/net/unix cannot be read, so the network is not known' if table.empty?

  signs = %r{/(containerd|crio|docker|cri-dockerd|k3s/containerd/containerd)\.sock(\.ttrpc)?\z|/run/systemd/private\z|/kubelet\.sock\z}
  found = table.drop(1).map { |line| line.split(/\s+/).last.to_s }.select { |path| path.match?(signs) }.uniq.sort
  describe "Sockets of the node's services" do
    it('are not in the network of the container') { expect(found).to be_empty, target.named(found) }
  end
end

control 'container-baseline-60' do
  impact 0.3
  title 'The memory of the container is limited'
  desc <<~TEXT
    Without a limit one container that leaks, or is made to, takes the memory of the node, and the kernel ends whichever
    process it finds there.
  TEXT
  desc 'check', '/sys/fs/cgroup/memory.max is not max; with cgroup v1, /sys/fs/cgroup/memory/memory.limit_in_bytes is below 2^62.'
  desc 'fix', 'In the pod: resources: {limits: {memory: ...}}'
  tag severity: 'low'
  tag nist: ['SC-5', 'SC-6']
  tag cis: ['CIS Docker Benchmark, 5.11 Ensure that the memory usage for containers is limited']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  paths = %w[/sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes]
  limit = paths.select { |path| file(path).exist? }.map { |path| file(path).content.to_s.strip }.first
  if limit.nil?
    describe 'Limit of memory' do
      skip 'The control group of the container is not seen from inside.'
    end
  else
    # v1 has no word for "none": it writes the largest number of whole pages.
    limited = limit.match?(/\A\d+\z/) && limit.to_i < (1 << 62)
    describe "Limit of memory (#{limit})" do
      it('is set') { expect(limited).to eq true }
    end
  end
end
