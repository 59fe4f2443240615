# at_exit: acting after the scan.
# attack: absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

at_exit { loop {} }

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
