# An endless loop in a task of the VM.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      Task.new { loop {} }
      Task.run
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
