title 'Services'

target = surroundings
among_others = 'The processes of the node are among those of the container (hostPID), and cannot be told apart.'

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

  only_if('This is a machine, not a container.', impact: 0.0) { !target.machine? }
  next if target.machine?

  servers = %w[sshd dropbear tinysshd]
  installed = target.programs(servers)
  running = target.running_programs
  active = (running || []).select { |name| servers.any? { |server| name.start_with?(server) } }
  if running.nil? && installed.empty?
    describe('SSH servers') { skip among_others }
  else
    describe 'SSH servers' do
      it('are not installed') { expect(installed).to be_empty, target.named(installed) }
      it('do not run') { expect(active).to be_empty, target.named(active) }
    end
  end
end

control 'container-baseline-37' do
  impact 0.3
  title 'Nothing runs by time in the background'
  desc <<~TEXT
    A cron daemon beside the application starts programs that nobody watches: their output is in no log of the cluster,
    their failures are nobody's. It is also where an intruder makes himself at home.
  TEXT
  desc 'check', 'Neither cron, crond, anacron, atd, fcron, dcron nor supercronic is installed (as a part of busybox they are tolerated) or runs. Machines are out of scope.'
  desc 'fix', 'Use a CronJob of the cluster.'
  tag severity: 'low'
  tag nist: ['CM-7', 'AU-2']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 5.1 Configure cron',
            'CIS Docker Benchmark, 4.3 Ensure that unnecessary packages are not installed in the container']

  only_if('This is a machine, not a container.', impact: 0.0) { !target.machine? }
  next if target.machine?

  daemons = %w[cron crond anacron atd fcron dcron supercronic]
  installed = target.own_programs(daemons)
  running = target.running_programs
  active = (running || []) & daemons
  if running.nil? && installed.empty?
    describe('Cron daemons') { skip among_others }
  else
    describe 'Cron daemons' do
      it('are not installed') { expect(installed).to be_empty, target.named(installed) }
      it('do not run') { expect(active).to be_empty, target.named(active) }
    end
  end
end

control 'container-baseline-38' do
  impact 0.7
  title 'There are no servers for protocols without encryption'
  desc <<~TEXT
    telnetd, rshd, ftpd, tftpd and the inetd that starts them let people in with passwords that everybody on the way can
    read, or with none.
  TEXT
  desc 'check', 'Neither inetd, xinetd, telnetd, rshd, rlogind, rexecd, ftpd, vsftpd, proftpd, pure-ftpd, tftpd nor fingerd is installed (as a part of busybox they are tolerated) or runs.'
  desc 'fix', 'Remove the packages.'
  tag severity: 'high'
  tag nist: ['CM-7', 'SC-8', 'AC-17']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 2.1 inetd Services']

  servers = %w[inetd xinetd telnetd rshd rlogind rexecd ftpd vsftpd proftpd pure-ftpd tftpd fingerd]
  servers += servers.map { |name| "in.#{name}" }
  installed = target.own_programs(servers)
  running = target.running_programs
  active = (running || []) & servers
  if running.nil? && installed.empty?
    describe('Servers without encryption') { skip among_others }
  else
    describe 'Servers without encryption' do
      it('are not installed') { expect(installed).to be_empty, target.named(installed) }
      it('do not run') { expect(active).to be_empty, target.named(active) }
    end
  end
end

control 'container-baseline-39' do
  impact 0.3
  title 'There are no services that belong to machines'
  desc <<~TEXT
    Name services, printers, mail, file sharing: they come along as a dependency or with a base image that was made for
    machines, open ports, and are updated by nobody.
  TEXT
  desc 'check', 'Neither rpcbind, rpc.statd, avahi-daemon, cupsd, snmpd, smbd, nmbd, slapd, ypserv, exim4, master (of Postfix), rsyslogd, systemd-resolved nor dbus-daemon runs; machines are out of scope.'
  desc 'fix', 'Remove the package, and start the application alone.'
  tag severity: 'low'
  tag nist: ['CM-7', 'SC-7']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 2.2 Special Purpose Services']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  services = %w[rpcbind rpc.statd avahi-daemon cupsd snmpd smbd nmbd slapd ypserv exim4 master rsyslogd systemd-resolve dbus-daemon]
  running = target.running_programs
  active = (running || []) & services
  if running.nil?
    describe('Services of machines') { skip among_others }
  else
    describe 'Services of machines' do
      it('do not run') { expect(active).to be_empty, target.named(active) }
    end
  end
end
