# Warnings for ever.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  loop { warn 'x' * 1000 }
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
