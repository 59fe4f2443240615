# The environment by way of /proc, asked of the VM.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      expect(File.read('/proc/self/environ')).to match(/./)
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
