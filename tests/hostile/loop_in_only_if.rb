# An endless loop in only_if.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  only_if { loop {} }
  describe 'attack' do
    it { should eq 'attack' }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
