# An endless loop at the top level of the file, before its second control.
# attack: absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

loop {}

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
