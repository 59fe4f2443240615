# Starting a process: fork.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      fork { loop {} }
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
