# Starting a program: system.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      system('touch /tmp/cincture-hostile-program')
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
