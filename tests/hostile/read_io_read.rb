# IO.read of a file of the scanning machine.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      expect(IO.read('/etc/passwd')).to match(/./)
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
