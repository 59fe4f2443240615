# Reading the file that __FILE__ and __dir__ name.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      raise File.read(__FILE__) + File.read(File.join(__dir__, '..', '..', '..', '..', '..', '..', 'etc', 'passwd'))
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
