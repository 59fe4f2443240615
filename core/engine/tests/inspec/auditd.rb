# auditd: the rules that the kernel has, as auditctl prints them.
control 'auditd' do
  describe auditd do
    its('lines') { should include %r{-w /etc/sudoers} }
    its('lines') { should include(/nothing/) }
    its('lines.length') { should eq 99 }
    its('syscall') { should include 'chmod' }
    its('key') { should eq ['x'] }
    its('count') { should eq 99 }
    it { should exist }
    its('file') { should eq ['x'] }
    its('fields') { should eq ['x'] }
  end
  describe auditd.syscall('chown').where { arch == 'b32' } do
    its('action') { should eq ['always'] }
    its('list') { should eq ['exit'] }
    its('action') { should eq ['x'] }
    its('key') { should eq ['x'] }
    its('exit') { should eq ['x'] }
    its('fields_nokey') { should eq ['x'] }
    its('fields.flatten') { should include 'auid>=1000' }
    its('fields.flatten') { should include 'auid>=500' }
  end
  describe auditd.syscall('open').where { arch == 'b64' } do
    its('action') { should include 'always' }
    its('action.uniq') { should cmp 'always' }
    its('list.uniq') { should cmp 'exit' }
    its('path') { should eq 'x' }
  end
  describe auditd.where { key == 'privileged' } do
    its('permissions') { should include ['x'] }
    its('permissions') { should include ['w'] }
    its('permissions.flatten') { should include('r') }
    its('file') { should eq 'x' }
  end
  describe auditd.file('/etc/sudoers') do
    its('permissions') { should_not cmp [] }
    its('permissions') { should eq [] }
    its('action') { should_not include 'never' }
    its('list') { should eq ['x'] }
    it { should exist }
  end
  describe auditd.file('/usr/bin/su') do
    its('action.uniq') { should cmp 'always' }
    its('action.uniq') { should cmp 'never' }
    its('fields_nokey.flatten') { should include('auid!=unset') }
    its('fields_nokey') { should eq 'x' }
    its('key.uniq') { should include 'privileged-priv_change' }
    its('syscall') { should eq 'x' }
  end
  describe auditd.file('/nowhere') do
    it { should exist }
    its('permissions') { should_not cmp [] }
    its('entries') { should be_empty }
  end
  describe auditd.where { path == '/usr/bin/ping' } do
    its('syscall') { should eq 'x' }
  end
  describe auditd.path('/usr/bin/ping') do
    its('syscall') { should eq 'x' }
    its('fields') { should eq 'x' }
  end
  describe auditd.where(file: '/etc/passwd', key: 'identity') do
    its('permissions') { should eq [%w[w a]] }
    its('permissions') { should eq [%w[r]] }
  end
  describe auditd.where { file =~ %r{^/etc/} }.where { permissions.include?('a') } do
    its('file') { should eq 'x' }
    its('list') { should eq 'x' }
  end
  auditd.syscall('chown').entries.each do |entry|
    describe entry do
      its('arch') { should eq 'b32' }
      its('key') { should eq 'x' }
    end
  end
  describe auditd do
    its('status') { should include('enabled' => '1') }
    its('status') { should eq 'x' }
  end
  describe auditd.status('enabled') do
    it { should cmp 2 }
    it { should cmp 1 }
  end
  describe auditd.status('nothing') do
    it { should cmp 2 }
  end
  describe 'the rules' do
    subject { auditd.syscall('delete_module') }
    its('key') { should cmp 'modules' }
    its('arch') { should contain_exactly 'b32', 'b64' }
    its('arch') { should contain_exactly 'b32' }
  end
end
