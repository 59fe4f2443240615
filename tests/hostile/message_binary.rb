# A failure message that is not UTF-8, with every control character.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it { raise((0..255).to_a.pack('C*') * 100) }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
