# Starting a program: spawn, Process.spawn.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      begin
        Process.spawn('touch /tmp/cincture-hostile-program')
      rescue NameError
        nil
      end
      spawn('touch /tmp/cincture-hostile-program')
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
