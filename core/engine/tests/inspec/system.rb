# Packages, file systems, firewalld and SELinux of the targets of system-targets.json.
control 'packages' do
  [/^b/, 'held', 'nosuchpkg', /./].each do |pattern|
    describe packages(pattern) do
      its('names') { should eq 'x' }
      its('statuses') { should cmp 'x' }
      its('versions') { should eq 'x' }
      its('architectures') { should include 'x' }
      its('entries.length') { should eq 99 }
      it { should exist }
    end
  end
  describe packages(/./).where { status != 'installed' } do
    its('names') { should be_empty }
    its('statuses') { should be_empty }
  end
end
control 'filesystem' do
  ['/', '/none'].each do |path|
    describe filesystem(path) do
      its('size_kb') { should be >= 32_000_000 }
      its('free_kb') { should eq 1 }
      its('percent_free') { should be < 10 }
      its('type') { should cmp 'xfs' }
      its('name') { should eq 'x' }
    end
  end
end
control 'firewalld' do
  describe firewalld do
    it { should be_installed }
    it { should be_running }
    it { should have_zone('public') }
    its('default_zone') { should eq 'public' }
    it { should have_service_enabled_in_zone('ssh', 'public') }
    it { should have_port_enabled_in_zone('22/tcp') }
    it { should have_rule_enabled('family=ipv4 accept', 'public') }
    it { should_not have_port_enabled_in_zone('23/tcp', 'public') }
  end
end
control 'zones' do
  only_if { firewalld.running? }
  describe firewalld do
    its('zone') { should eq 'x' }
    its('count') { should eq 9 }
  end
  describe firewalld.where { zone == 'public' } do
    its('interfaces') { should cmp 'x' }
    its('services') { should cmp 'x' }
    its('sources') { should cmp 'x' }
    its('target') { should cmp 'x' }
    its('ports') { should cmp 'x' }
    its('rich_rules') { should cmp 'x' }
    it { should have_masquerade_enabled }
    it { should be_icmp_block_inversion }
  end
end
control 'selinux' do
  describe selinux do
    it { should be_installed }
    it { should be_disabled }
    it { should be_enforcing }
    it { should be_permissive }
    its('policy') { should eq 'x' }
  end
end
control 'selinux tables' do
  only_if { file('/etc/selinux/config').exist? }
  describe selinux.modules.where(name: 'zebra') do
    it { should exist }
    it { should be_installed }
    it { should be_enabled }
  end
  describe selinux.modules do
    its('names') { should eq 'x' }
    its('states') { should eq 'x' }
    its('priorities') { should eq 'x' }
  end
  describe selinux.booleans.where(name: 'xend_run_blktap') do
    it { should be_on }
    its('defaults') { should eq 'x' }
  end
  describe selinux.booleans.where { state == 'off' } do
    its('names') { should eq 'x' }
  end
end
