# Kernel.exit and Kernel.exit! with a receiver in an example.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      begin
        Kernel.exit(0)
      rescue Exception
        nil
      end
      Kernel.exit!(0)
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
