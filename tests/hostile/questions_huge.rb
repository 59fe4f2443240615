# Questions of 32 MB.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe file('/' + 'x' * (32 << 20)) do
    it { should_not exist }
  end
  describe file('/' + 'y' * (4 << 20)) do
    it { should_not exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
