# An endless loop in the body of a control.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  loop {}
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
