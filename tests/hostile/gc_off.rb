# Switching the garbage collector off, and running it for ever.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  GC.disable
  loop { GC.start; 'x' * 100_000 }
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
