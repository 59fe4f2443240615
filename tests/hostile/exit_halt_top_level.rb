# Kernel.exit and Kernel.exit! with a receiver at the top level of the file.
# attack: absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

begin
  Kernel.exit(0)
rescue Exception
  nil
end
Kernel.exit!(0)

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
