# require of a file of the scanning machine: a parse error would show its first lines.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      require '/etc/passwd'
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
