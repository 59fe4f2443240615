# Emptying what the runner remembers.
# attack: error failed absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

Cincture::Runner::STATE[:rules].clear
Cincture::Runner::STATE[:done]['attack'] = true

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
