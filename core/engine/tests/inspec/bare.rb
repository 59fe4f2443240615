# A target without any tool, such as a distroless image or a root file system: what can be read in files is answered.
control 'processes' do
  describe processes('server') do
    it { should exist }
    it { should be_running }
    its('users') { should eq ['web'] }
    its('commands') { should eq ['/srv/server --port 80'] }
    its('pids') { should eq [1] }
    its('entries.length') { should eq 1 }
  end
  describe processes('other') do
    it { should_not exist }
  end
  describe processes(/kernel/) do
    its('commands') { should eq ['[kernel/0]'] }
    its('users') { should eq ['root'] }
  end
end
control 'package' do
  describe package('libc6') do
    it { should be_installed }
    its('version') { should eq '2.36-9' }
  end
  describe package('bash') do
    it { should_not be_installed }
  end
end
control 'tools' do
  describe command('server') do
    it { should exist }
  end
  describe command('sh') do
    it { should_not exist }
  end
  describe file('/etc/passwd') do
    it { should be_readable.by_user('web') }
    it { should_not be_writable.by_user('web') }
    it { should_not be_executable.by_user('root') }
  end
  describe user('web') do
    its('uid') { should eq 65532 }
  end
end
control 'unanswerable' do
  describe command('id') do
    its('stdout') { should eq '' }
  end
end
