# What each target of virtualization-targets.json runs in.
control 'virtualization' do
  describe virtualization do
    its('system') { should eq 'x' }
    its('role') { should eq 'x' }
    it { should be_virtual_system }
    it { should be_physical_system }
    its('params') { should be_nil }
    its('resource_id') { should eq 'x' }
  end
end
control 'decision' do
  only_if('in a container only') { virtualization.system.eql?('docker') }
  describe file('/etc/hosts') do
    it { should exist }
  end
end
