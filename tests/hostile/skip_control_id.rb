# Removing a control after it was made.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

skip_control 'attack'

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
