# An endless loop without a block.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      i = 0
      i += 1 while true
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
