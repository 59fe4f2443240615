# autoload of a file of the scanning machine.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      Object.autoload(:Stolen, '/etc/passwd')
      Stolen
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
