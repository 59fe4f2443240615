# What the kernel of the targets of kernel-targets.json says, and what runs in them.
control 'kernel_parameter' do
  ['kernel.ostype', 'net.ipv4.ip_forward', 'net/ipv4/ip_forward', 'kernel.printk', 'net.ipv4.conf.eth0/1.forwarding', 'vm.overcommit',
   'kernel.negative', 'no.such', nil].each do |name|
    describe kernel_parameter(name) do
      its('value') { should eq 1 }
      its('value') { should cmp 'x' }
      its('value') { should be_nil }
      its('resource_id') { should eq 'x' }
    end
  end
end
control 'kernel_module' do
  %w[ext4 vfat cramfs usb_storage usb-storage floppy xt ext].each do |name|
    describe kernel_module(name) do
      it { should be_loaded }
      it { should_not be_loaded }
      it { should be_disabled }
      it { should be_blacklisted }
      its('resource_id') { should eq 'x' }
    end
  end
end
control 'mount' do
  %w[/ /tmp /dev /srv/t /none].each do |path|
    describe mount(path) do
      it { should be_mounted }
      it { should_not be_mounted }
      its('count') { should eq 9 }
      its('device') { should eq 'x' }
      its('type') { should eq 'x' }
      its('options') { should eq 'x' }
      its('options') { should include 'nodev' }
      its('nonsense') { should be_nil }
      its('resource_id') { should eq 'x' }
    end
  end
  describe file('/tmp') do
    it { should be_mounted }
  end
end
control 'bash' do
  describe bash('echo $0 | tr a "b"') do
    its('stdout') { should eq 'x' }
    its('exit_status') { should eq 1 }
    its('resource_id') { should eq 'x' }
  end
  describe bash('true', path: '/opt/bash', args: '-x -c') do
    its('exit_status') { should eq 0 }
  end
  describe bash('true', wrap: ->(c) { "nice #{c}" }) do
    its('stdout') { should eq 'x' }
  end
end
control 'os_env' do
  describe os_env('PATH') do
    its('split') { should_not include '' }
    its('split') { should eq [] }
    its('content') { should eq 'x' }
    its('resource_id') { should eq 'x' }
  end
  %w[EMPTY NONE HASH SPACE].each do |name|
    describe os_env(name) do
      its('content') { should eq 'x' }
      its('split') { should eq 'x' }
    end
  end
  describe os_env do
    its('content') { should be_nil }
    its('split') { should eq 'x' }
  end
end
