# Forking for ever, each failure rescued.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      loop do
        begin
          fork
          Process.fork
        rescue Exception
          nil
        end
      end
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
