# Services of the targets of service-targets.json, by their own service manager and by others.
control 'service' do
  %w[sshd cron telnet].each do |name|
    describe service(name) do
      it { should be_installed }
      it { should be_enabled }
      it { should be_running }
      it { should_not be_running }
      its('type') { should eq 'x' }
      its('name') { should eq 'x' }
      its('description') { should eq 'x' }
      its('startname') { should eq 'x' }
      its('startmode') { should eq 'x' }
      its('params') { should eq 'x' }
      it { should have_start_mode('Auto') }
    end
  end
  describe service('sshd').runlevels do
    its('keys') { should include 3 }
    its('keys') { should eq 'x' }
  end
  describe service('sshd').runlevels(3, 5) do
    it { should be_enabled }
    it { should be_disabled }
  end
  describe service('sshd').runlevels(/[01]/) do
    its('keys') { should eq [0, 1] }
    it { should be_enabled }
    it { should be_disabled }
  end
  describe service('sshd').runlevels(2) do
    its('values') { should eq 'x' }
  end
end
control 'params' do
  describe service('sshd').params do
    its('UnitFileState') { should eq 'enabled' }
    its('MainPID') { should cmp 1 }
    its('Nonsense') { should be_nil }
  end
end
control 'named managers' do
  %w[systemd_service sysv_service upstart_service runit_service bsd_service launchd_service].each do |manager|
    describe send(manager, 'sshd') do
      it { should be_installed }
      it { should be_enabled }
      it { should be_running }
      its('type') { should eq 'x' }
    end
  end
end
control 'monitored' do
  describe service('sshd') do
    it { should be_monitored_by('monit') }
    it { should be_monitored_by('god') }
  end
  describe service('cron') do
    it { should_not be_monitored_by('monit') }
  end
end
