# An endless loop in the body of a describe.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    loop {}
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
